using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>All that a relay does, by somebody who is not root: on a tap that root has made for him, and with CAP_NET_ADMIN alone.</summary>
public sealed class WithoutRootTests : IDisposable
{
    private static readonly string s_device = OrdinaryUser.DeviceOfMode("666");

    private readonly NetworkNamespace _here = new("mine");
    private readonly NetworkNamespace _there = new("root");
    private readonly TemporaryFolder _folder = new();
    private readonly HostShell _shellThere;

    public WithoutRootTests()
    {
        _here.ConnectTo(_there, "10.83.1.1/24", "10.83.1.2/24");
        Commands.Run("chown", OrdinaryUser.Name, _folder.Path);
        _shellThere = new HostShell(_there);
    }

    public void Dispose()
    {
        _shellThere.Dispose();
        _folder.Dispose();
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public void On_a_persistent_tap_of_his_own_everything_of_a_relay_works_without_any_privilege()
    {
        _here.Run("ip", "tuntap", "add", "dev", "mine0", "mode", "tap", "user", OrdinaryUser.Name);
        _here.Run("ip", "address", "add", "10.10.10.1/24", "dev", "mine0");
        _here.Run("ip", "link", "set", "mine0", "up");
        using HostShell shell = ShellOfNobody();
        Assert.Equal("0000000000000000", Capabilities(shell));

        AssertRelayWorks(shell, "Start-GelfRelay -Tap mine0");

        // The tap is root's to remove, and his to use again.
        Assert.Equal("Running", shell.Run("$relay | Remove-Job -Force; $relay = Start-GelfRelay -Tap mine0 -Port 0; $relay.State"));
        Assert.StartsWith("AddressDenied", shell.RunToFail("$relay | New-GelfAddress 10.10.10.9/24"), StringComparison.Ordinal);
    }

    [Fact]
    public void With_CAP_NET_ADMIN_alone_everything_of_a_relay_works_and_so_do_taps_and_addresses()
    {
        using HostShell shell = ShellOfNobody(OrdinaryUser.NetAdminAlone);
        Assert.Equal("0000000000001000", Capabilities(shell));
        shell.Run("$tap = New-GelfTap -Name mine0 -Mtu 9000 -MacAddress 02:00:5e:10:00:01; $null = $tap | New-GelfAddress 10.10.10.1/24 -DefaultGateway 10.10.10.2");

        AssertRelayWorks(shell, "$tap | Start-GelfRelay");

        shell.Run("$relay | Remove-Job -Force; Remove-GelfAddress 10.10.10.1 -InterfaceAlias mine0; $tap | Remove-GelfTap");
        Assert.Equal("", Taps());
        // A tap that stays, for a relay without any privilege.
        shell.Run($"$null = New-GelfTap mine1 -Persist -Owner {OrdinaryUser.Name}");
        Assert.Equal("Running", shell.Run("$relay = Start-GelfRelay -Tap mine1 -Port 0; $relay.State"));
        shell.Run("$relay | Remove-Job -Force; Remove-GelfTap mine1");
        Assert.Equal("", Taps());
    }

    private void AssertRelayWorks(HostShell shell, string start)
    {
        var key = $"'{_folder.Path.Replace("'", "''", StringComparison.Ordinal)}/segment.key'";
        shell.Run($"$key = New-GelfKey -Path {key}; $relay = {start} -ListenAddress 10.83.1.1 -KeyPath {key} -Name mine");
        _shellThere.Run($"$relay = Start-GelfRelay -ListenAddress 10.83.1.2 -Key {shell.Run("$key.ToHex()")} -Name roots; $null = $relay | New-GelfAddress 10.10.10.2/24");
        Assert.Contains("NO-CARRIER", _here.Run("ip", "link", "show", "mine0"), StringComparison.Ordinal);

        // Whoever dials, and whoever is dialled.
        Assert.Equal("200", _shellThere.Run("(Invoke-WebRequest http://10.83.1.1:7001/).StatusCode"));
        Assert.Equal("Open", _shellThere.Run($"($relay | Connect-GelfRelay '{shell.Run("\"$($relay.JoinLink)\"")}' -PassThru).State"));
        _shellThere.Run("Get-GelfLink | Disconnect-GelfLink");
        Eventually.True(() => shell.Run("@(Get-GelfLink).Count") == "0");
        Assert.Equal("Open", shell.Run($"($relay | Connect-GelfRelay '{_shellThere.Run("\"$($relay.JoinLink)\"")}' -PassThru).State"));

        Eventually.True(() => shell.Run("(Get-GelfPeer).State") == "Connected" && !_here.Run("ip", "link", "show", "mine0").Contains("NO-CARRIER", StringComparison.Ordinal));
        Eventually.True(() => _here.Try("ping", "-n", "-c", "1", "-W", "1", "10.10.10.2").ExitCode == 0);
        Ping.AssertAllAnswered(_here, "10.10.10.2", 20);
        Ping.AssertAllAnswered(_there, "10.10.10.1", 20);
        Assert.Equal("roots True 0", shell.Run("\"$((Get-GelfNeighbor).Peer) $((Get-GelfStats).FramesReceived -gt 40) $((Get-GelfStats).DroppedTapRefused)\""));
        Assert.Equal("roots 0", shell.Run("$test = $relay | Test-GelfPath -Count 5; \"$($test.Peer) $($test.LossPercent)\""));
        Assert.Equal("mine mine0", shell.Run("Get-GelfRelay | ForEach-Object { \"$($_.Name) $($_.Tap)\" }"));

        shell.Run("$relay | Stop-GelfRelay");
        Eventually.True(() => _shellThere.Run("@(Get-GelfPeer).Count") == "0");
        Assert.Equal("", shell.Run("Receive-Job $relay 6>$null 3>&1"));
        Assert.Contains("NO-CARRIER", _here.Run("ip", "link", "show", "mine0"), StringComparison.Ordinal);
        _shellThere.Run("$relay | Remove-Job -Force");
    }

    private HostShell ShellOfNobody(params string[] privileges) =>
        new(["ip", "netns", "exec", _here.Name, .. OrdinaryUser.Runs(s_device, privileges)]);

    private static string Capabilities(HostShell shell) =>
        shell.Run("((Get-Content /proc/self/status) -match '^CapEff:').Split()[-1]");

    private string Taps() => _here.Run("ip", "-o", "link", "show", "type", "tun");
}
