using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>
/// A sealed segment of two hosts and a good wire on a third, where the test itself is everybody else: its cables reach both relays. The
/// real module in the real shell, and real taps.
/// </summary>
internal sealed partial class HostileSegment : IDisposable
{
    internal const string Key = "b04c96f0e62fd14424e7e58e3d8ba957";
    private const int Port = 7001;

    private readonly Belongings _made = new();

    internal HostileSegment()
    {
        try
        {
            One = _made.Own(new NetworkNamespace("h1"));
            Two = _made.Own(new NetworkNamespace("h2"));
            Phone = _made.Own(new NetworkNamespace("phone"));
            One.ConnectTo(Phone, "10.83.1.1/24", "10.83.1.2/24");
            Two.ConnectTo(Phone, "10.83.2.1/24", "10.83.2.2/24");
            One.ConnectToTest("10.83.8.1/24", "10.83.8.2/24");
            Two.ConnectToTest("10.83.7.1/24", "10.83.7.2/24");
            Commands.Run("ip", "address", "add", $"{Stranger}/24", "dev", "to-h1");
            ShellOne = StartHost(One, "10.10.10.1");
            ShellTwo = StartHost(Two, "10.10.10.2");
            Token = TokenIn().Match(ShellOne.Run("$relay.JoinLink")).Groups[1].Value;
            ProcessId = int.Parse(ShellOne.Run("$PID"), CultureInfo.InvariantCulture);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal NetworkNamespace One { get; }
    internal NetworkNamespace Two { get; }
    internal NetworkNamespace Phone { get; }
    internal HostShell ShellOne { get; }
    internal HostShell ShellTwo { get; }
    internal string Token { get; }

    /// <summary>The process of the first host's relay.</summary>
    internal int ProcessId { get; }

    /// <summary>Where the test reaches the relays.</summary>
    internal static IPEndPoint EndPointOne { get; } = new(IPAddress.Parse("10.83.8.1"), Port);

    /// <summary>An address of the test at which those are who have no token.</summary>
    internal static IPAddress Stranger { get; } = IPAddress.Parse("10.83.8.3");

    internal static IPEndPoint EndPointTwo { get; } = new(IPAddress.Parse("10.83.7.1"), Port);

    /// <summary>Lets the good wire join the two, and waits until they are connected.</summary>
    internal void JoinByGoodWire()
    {
        var wire = _made.Own(new HostShell(Phone));
        wire.Run($"$wire = Start-GelfWire http://10.83.1.1:{Port}/#token={Token}, http://10.83.2.1:{Port}/#token={Token}");
        Eventually.True(() => One.Try("ping", "-n", "-c", "1", "-W", "1", "10.10.10.2").ExitCode == 0);
    }

    /// <summary>Pings from the first host to the second, a hundred a second.</summary>
    internal PingFigures Ping(int count)
    {
        // ping is one of the hosts, whatever the test yields to.
        const string asHost = "renice -n 0 -p $$ >/dev/null && exec \"$@\"";
        var output = One.Try("sh", "-c", asHost, "sh", "ping", "-n", "-c", count.ToString(CultureInfo.InvariantCulture), "-i", "0.01", "-W", "5", "10.10.10.2").Output;
        var times = Answer().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order().ToArray();
        Assert.NotEmpty(times);
        return new PingFigures(count - times.Length, times[times.Length / 2], times[times.Length * 99 / 100], times[^1]);
    }

    /// <param name="Lost">How many were not answered.</param>
    /// <param name="Median">The median round trip in ms, as the next two.</param>
    /// <param name="P99">99 of 100 took less.</param>
    /// <param name="Longest">The longest.</param>
    internal sealed record PingFigures(int Lost, double Median, double P99, double Longest);

    /// <summary>Resident memory of the first relay's process in MiB, and its threads.</summary>
    internal (int Memory, int Threads) Look()
    {
        var status = File.ReadAllText($"/proc/{ProcessId}/status");
        return (Number("VmRSS") / 1024, Number("Threads"));

        int Number(string name) => int.Parse(Regex.Match(status, $@"^{name}:\s*(\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public void Dispose() => _made.Dispose();

    private HostShell StartHost(NetworkNamespace host, string address)
    {
        var shell = _made.Own(new HostShell(host));
        shell.Run($"$relay = New-GelfTap | Start-GelfRelay -ListenAddress 0.0.0.0 -Port {Port} -Key {Key}");
        shell.Run($"$relay | New-GelfAddress {address}/24");
        return shell;
    }

    [GeneratedRegex("token=([A-Za-z0-9_-]+)")]
    private static partial Regex TokenIn();

    [GeneratedRegex(@"time=([0-9.]+) ms")]
    private static partial Regex Answer();
}
