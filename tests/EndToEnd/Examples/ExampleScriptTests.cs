using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Examples;

/// <summary>The scripts of examples/, run as their help says, each on hosts of its own.</summary>
public sealed partial class ExampleScriptTests : IDisposable
{
    private readonly Stack<IDisposable> _made = [];
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        while (_made.TryPop(out var made))
            made.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Session_two_hosts_that_cannot_reach_each_other_ping_by_way_of_a_third()
    {
        var (one, two, third) = (Host("e1"), Host("e2"), Host("e3"));
        one.ConnectTo(third, "10.83.1.1/24", "10.83.1.2/24");
        two.ConnectTo(third, "10.83.2.1/24", "10.83.2.2/24");
        string key = Path.Combine(_folder.Path, "segment.key");

        using GelfProcess first = Run(one, "session.ps1", "-Address", "10.10.10.1/24", "-KeyPath", key);
        string joinLink = await JoinLinkOf(first, "10.83.1.1");
        using GelfProcess second = Run(two, "session.ps1", "-Address", "10.10.10.2/24", "-KeyPath", key, "-With", joinLink);
        string both = await JoinLinkOf(second, "10.83.2.1");
        Assert.Contains("&with=http", both, StringComparison.Ordinal);
        Own(new HostShell(third)).Run($"$wire = Start-GelfWire '{both}'");

        Eventually.True(() => Pings(one, "10.10.10.2"));
        foreach (var (process, host) in new[] { (first, one), (second, two) })
        {
            process.Signal(PosixSignal.SIGINT);
            await process.ExitAsync();
            Assert.Equal("", Taps(host));
        }
    }

    [Fact]
    public async Task Join_offices_a_computer_in_one_office_pings_one_in_the_other()
    {
        var (computerA, gatewayA, gatewayB, computerB) = (Host("ca"), Host("ga"), Host("gb"), Host("cb"));
        computerA.ConnectTo(gatewayA, "192.168.7.1/24", "192.168.7.254/24");
        computerB.ConnectTo(gatewayB, "192.168.7.2/24", "192.168.7.253/24");
        gatewayA.ConnectTo(gatewayB, "203.0.113.1/24", "203.0.113.2/24");
        string key = NewKey();
        string lanA = InterfaceOf(gatewayA, "192.168.7.254"), lanB = InterfaceOf(gatewayB, "192.168.7.253");

        using GelfProcess a = Run(gatewayA, "join-offices.ps1", "-LanInterface", lanA, "-KeyPath", key);
        string joinLink = Regex.Replace(await JoinLinkOf(a, ""), "//[^:]+:", "//203.0.113.1:");
        using GelfProcess b = Run(gatewayB, "join-offices.ps1", "-LanInterface", lanB, "-KeyPath", key, "-JoinLink", joinLink);

        Eventually.True(() => Pings(computerA, "192.168.7.2"));
        // One Ethernet: the other office's computer itself has answered ARP.
        string mac = computerB.Run("cat", $"/sys/class/net/{InterfaceOf(computerB, "192.168.7.2")}/address").Trim();
        Assert.Contains(mac, computerA.Run("ip", "neigh", "show", "192.168.7.2"), StringComparison.Ordinal);

        // One ends with Ctrl+C, the other has no say in it.
        a.Signal(PosixSignal.SIGINT);
        b.Kill();
        foreach (var (process, host) in new[] { (a, gatewayA), (b, gatewayB) })
        {
            await process.ExitAsync();
            Eventually.True(() => Taps(host) == "" && host.Run("ip", "-o", "link", "show", "type", "bridge") == "");
        }
    }

    [Theory]
    [InlineData("ping -n -c 1 -w 20 10.10.10.2", 0)] // Until there is an answer: a first packet may be lost.
    [InlineData("exit 7", 7)]
    public async Task Tunnel_it_runs_the_command_over_the_segment_and_leaves_nothing(string command, int exitCode)
    {
        var (here, there) = (Host("t1"), Host("t2"));
        here.ConnectTo(there, "10.83.3.1/24", "10.83.3.2/24");
        string key = NewKey();
        HostShell shell = Own(new HostShell(there));
        shell.Run($"$relay = Start-GelfRelay -ListenAddress 10.83.3.2 -KeyPath \"{key}\"; $null = $relay | New-GelfAddress 10.10.10.2/24");
        string joinLink = _folder.Write("server2", shell.Run("$relay.JoinLink"));

        using GelfProcess tunnel = Run(here, "tunnel.ps1", "-JoinLinkPath", joinLink, "-KeyPath", key, "-Command", command);
        ProcessResult result = await tunnel.ExitAsync();

        Assert.Equal("", result.Error);
        Assert.True(exitCode == result.ExitCode, $"{result.ExitCode}: {result.Output}");
        Assert.Equal("", Taps(here));
    }

    [Fact]
    public async Task Tunnel_without_a_peer_it_says_so_and_leaves_nothing()
    {
        NetworkNamespace here = Host("t3");

        using GelfProcess tunnel = Run(here, "tunnel.ps1", "-JoinLinkPath", _folder.Write("nobody", "http://127.0.0.1:7009/#token=t"), "-KeyPath", NewKey(), "-Command", "true");
        ProcessResult result = await tunnel.ExitAsync();

        Assert.StartsWith("tunnel: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", Taps(here));
    }

    [Fact]
    public async Task Lab_every_host_pings_every_other_and_nothing_is_left()
    {
        ProcessResult result = await GelfProcess.RunAsync(Repository.PathOf("examples", "lab.ps1"));

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("20 of 20 pings were answered\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n== Cleaning up\nprocesses left: 0 ", result.Output, StringComparison.Ordinal);
    }

    private static GelfProcess Run(NetworkNamespace host, string script, params string[] arguments)
    {
        GelfProcess process = GelfProcess.Start(
            "ip", Repository.Root, ["netns", "exec", host.Name, Repository.PathOf("gelf"), Repository.PathOf("examples", script), .. arguments]);
        process.Input.Close();
        return process;
    }

    private static async Task<string> JoinLinkOf(GelfProcess process, string address) =>
        JoinLink().Match(await process.WaitForLineAsync($"http://{address}")).Value;

    private static bool Pings(NetworkNamespace host, string address) => host.Try("ping", "-n", "-c", "1", "-W", "1", address).ExitCode == 0;

    private static string Taps(NetworkNamespace host) => host.Run("ip", "-o", "link", "show", "type", "tun");

    private static string InterfaceOf(NetworkNamespace host, string address) => host.Run("ip", "-o", "addr", "show", "to", address).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private string NewKey()
    {
        string path = _folder.Write("segment.key", "b04c96f0e62fd14424e7e58e3d8ba957\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private NetworkNamespace Host(string name) => Own(new NetworkNamespace(name));

    private T Own<T>(T made) where T : IDisposable
    {
        _made.Push(made);
        return made;
    }

    [GeneratedRegex(@"https?://\S+#token=\S+")]
    private static partial Regex JoinLink();
}
