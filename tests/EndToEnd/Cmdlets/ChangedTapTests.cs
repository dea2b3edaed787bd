using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>What somebody else does to a tap of ours meanwhile: it stays ours, wherever it is and however it is called.</summary>
public sealed class ChangedTapTests(CmdletHost host) : IClassFixture<CmdletHost>, IDisposable
{
    private readonly NetworkNamespace _container = new("container");

    public void Dispose()
    {
        host.Clean();
        _container.Dispose();
    }

    [Theory]
    [InlineData("$tap | Start-GelfRelay -Port 0")]
    [InlineData("Start-GelfRelay -Tap t1 -Port 0")]
    public void A_relay_runs_on_a_tap_that_was_moved_to_a_container(string start)
    {
        host.Run($"$tap = New-GelfTap t1; ip link set t1 netns {_container.Name}");
        Assert.Equal("Moved", host.Run("$tap.State"));

        Assert.Equal("Running t1", host.Run($"$relay = {start}; \"$($relay.State) $relay\""));

        Assert.True(IsThere("t1"));
    }

    [Fact]
    public void A_relay_on_a_moved_tap_passes_frames_and_can_be_started_again()
    {
        host.Run($"$tap = New-GelfTap t1; ip link set t1 netns {_container.Name}; $here = Start-GelfRelay -Port 0 -Name here; $null = $here | New-GelfAddress 10.9.0.1/24");
        for (var turn = 0; turn < 2; turn++)
        {
            host.Run("$moved = $tap | Start-GelfRelay -Port 0 -Name moved; $null = $here | Connect-GelfRelay $moved.JoinLink");
            _container.Run("ip", "addr", "replace", "10.9.0.2/24", "dev", "t1");
            _container.Run("ip", "link", "set", "t1", "up");

            Eventually.True(() => _container.Try("ping", "-n", "-c", "1", "-W", "1", "10.9.0.1").ExitCode == 0);

            host.Run("Get-GelfLink -Relay here | Disconnect-GelfLink; Stop-GelfRelay $moved; $moved | Remove-Job");
        }
    }

    [Fact]
    public void A_tap_that_was_moved_is_removed_where_it_is()
    {
        host.Run($"$tap = New-GelfTap t1; ip link set t1 netns {_container.Name}");

        host.Run("$tap | Remove-GelfTap");

        Assert.False(IsThere("t1"));
    }

    [Fact]
    public void A_name_means_the_tap_that_is_here_rather_than_one_that_was_moved_away()
    {
        host.Run($"$moved = New-GelfTap t1; ip link set t1 netns {_container.Name}; $here = New-GelfTap t1");

        host.Run("Remove-GelfTap t1");

        Assert.Equal("Moved Removed", host.Run("\"$($moved.State) $($here.State)\""));
    }

    [Fact]
    public void A_tap_that_was_renamed_and_changed_is_known_by_its_new_name_address_and_MTU()
    {
        host.Run("$tap = New-GelfTap t1");
        host.Native("ip", "link", "set", "t1", "down");
        host.Native("ip", "link", "set", "t1", "name", "lan7", "mtu", "1400", "address", "02:00:00:00:00:07");
        host.Native("ip", "link", "set", "lan7", "up");

        Assert.Equal("lan7 1400 02:00:00:00:00:07 Up", host.Run("\"$tap $($tap.Mtu) $($tap.MacAddress) $($tap.State)\""));
        Assert.Equal("lan7 lan7", host.Run("$null = $tap | New-GelfAddress 10.9.0.1/24; $relay = $tap | Start-GelfRelay -Port 0; \"$($relay.Name) $($relay.InterfaceAlias)\""));
        Assert.Contains("10.9.0.1/24", host.Native("ip", "-o", "addr", "show", "dev", "lan7"), StringComparison.Ordinal);
        Assert.Equal("TapBusy", host.OneErrorOf("$tap | Remove-GelfTap"));
    }

    [Fact]
    public void A_tap_that_is_renamed_while_its_relay_runs_is_known_by_its_new_name_to_the_relay()
    {
        host.Run("$relay = Start-GelfRelay -Port 0 -Name r");

        host.Native("ip", "link", "set", "tap0", "down");
        host.Native("ip", "link", "set", "tap0", "name", "lan7");

        Assert.Equal("lan7", host.Run("$null = $relay | New-GelfAddress 10.9.0.1/24; $relay.InterfaceAlias"));
        host.Run("Stop-GelfRelay $relay");
        Assert.Empty(host.Taps());
    }

    [Fact]
    public void A_tap_that_was_deleted_is_no_more_and_its_name_is_free()
    {
        host.Run("$tap = New-GelfTap t1");
        host.Native("ip", "link", "delete", "t1");

        Assert.Equal("Removed", host.Run("$tap.State"));
        Assert.Equal("TapNotFound", host.OneErrorOf("$tap | Start-GelfRelay -Port 0"));
        Assert.Equal("t1", host.Run("New-GelfTap t1"));
    }

    [Fact]
    public void A_relay_fails_with_a_reason_when_the_container_with_its_tap_goes()
    {
        var container = new NetworkNamespace("gone");
        host.Run($"$tap = New-GelfTap t1; ip link set t1 netns {container.Name}; $relay = $tap | Start-GelfRelay -Port 0");

        container.Dispose();

        Assert.StartsWith("Failed Tap 't1' was removed", host.Run("$null = $relay | Wait-Job; \"$($relay.State) $($relay.JobStateInfo.Reason.Message)\""), StringComparison.Ordinal);
    }

    private bool IsThere(string name) => _container.Try("ip", "link", "show", "dev", name).ExitCode == 0;
}
