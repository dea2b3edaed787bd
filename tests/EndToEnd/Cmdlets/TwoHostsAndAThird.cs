using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>
/// Two hosts with a cable between them, and a third one that has a cable to each and no browser: a shell with the real module
/// on all of them. Each test starts its own relays, and leaves no job and no tap.
/// </summary>
public sealed class TwoHostsAndAThird : IDisposable
{
    private readonly List<IDisposable> _made = [];

    public TwoHostsAndAThird()
    {
        try
        {
            One = Own(new NetworkNamespace("h1"));
            Two = Own(new NetworkNamespace("h2"));
            Third = Own(new NetworkNamespace("h3"));
            One.ConnectTo(Two, "10.83.3.1/24", "10.83.3.2/24");
            One.ConnectTo(Third, "10.83.1.1/24", "10.83.1.2/24");
            Two.ConnectTo(Third, "10.83.2.1/24", "10.83.2.2/24");
            (ShellOne, ShellTwo, ShellThree) = (Own(new HostShell(One)), Own(new HostShell(Two)), Own(new HostShell(Third)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal NetworkNamespace One { get; }
    internal NetworkNamespace Two { get; }
    internal NetworkNamespace Third { get; }
    internal HostShell ShellOne { get; }
    internal HostShell ShellTwo { get; }
    internal HostShell ShellThree { get; }

    /// <summary>A relay on each of the two hosts, with a tap of its own.</summary>
    internal void StartRelays(string options = "")
    {
        foreach (var number in new[] { 1, 2 })
        {
            Shell(number).Run($"$tap = New-GelfTap; $tap | New-GelfAddress 10.10.10.{number}/24");
            StartRelayAgain(number, options);
        }
    }

    /// <summary>A relay on a host's tap: with another one, whose MAC address would be new, the other host would send to the old address for a while.</summary>
    internal void StartRelayAgain(int number, string options = "") =>
        Shell(number).Run($"$relay = $tap | Start-GelfRelay -ListenAddress 0.0.0.0 -Token token{number}{options}");

    /// <summary>Whether a packet goes from the first host's tap to the second one's, and back.</summary>
    internal bool Pings() => One.Try("ping", "-n", "-c", "1", "-W", "1", "10.10.10.2").ExitCode == 0;

    /// <summary>The connections that a host has over its cables.</summary>
    internal static string Connections(NetworkNamespace host) => host.Run("ss", "-Htn", "state", "established").Trim();

    private HostShell Shell(int number) => number == 1 ? ShellOne : ShellTwo;

    /// <summary>What a test must leave behind: nothing.</summary>
    internal void Clean()
    {
        foreach (var (host, shell) in new[] { (One, ShellOne), (Two, ShellTwo), (Third, ShellThree) })
        {
            shell.Run("Get-Job | Remove-Job -Force; Get-GelfTap | Remove-GelfTap");
            Assert.Empty(host.Run("ip", "-o", "link", "show", "type", "tun"));
        }
    }

    public void Dispose()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
            _made[i].Dispose();
        _made.Clear();
    }

    private T Own<T>(T made) where T : IDisposable
    {
        _made.Add(made);
        return made;
    }
}
