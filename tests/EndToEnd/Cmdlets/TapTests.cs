namespace Gelf.Tests.EndToEnd.Cmdlets;

public sealed class TapTests(CmdletHost host) : IClassFixture<CmdletHost>, IDisposable
{
    public void Dispose() => host.Clean();

    [Fact]
    public void A_new_tap_is_up_and_as_it_was_asked_for()
    {
        var shown = host.Run("$tap = New-GelfTap t1 -Mtu 9000 -MacAddress 02-00-5E-10-00-01; $tap; $tap.InterfaceAlias; $tap.Mtu; $tap.MacAddress; $tap.State; $tap.Carrier; $tap.InterfaceIndex.GetType().Name");

        Assert.Equal("t1 t1 9000 02:00:5e:10:00:01 Up False UInt32", shown.ReplaceLineEndings(" "));
        var link = host.Native("ip", "-o", "link", "show", "dev", "t1");
        Assert.Contains(",UP", link, StringComparison.Ordinal);
        Assert.Contains("mtu 9000", link, StringComparison.Ordinal);
        Assert.Contains("02:00:5e:10:00:01", link, StringComparison.Ordinal);
    }

    [Fact]
    public void Taps_without_a_name_get_the_next_free_one()
    {
        Assert.Equal(["tap0", "tap1"], host.RunLines("New-GelfTap; New-GelfTap"));
        host.Run("Remove-GelfTap tap0");
        Assert.Equal(["tap0"], host.RunLines("New-GelfTap"));
    }

    [Fact]
    public void A_tap_passes_to_native_commands_by_its_name()
    {
        host.Run("$tap = New-GelfTap; ip addr add 10.9.0.1/24 dev $tap");

        Assert.Contains("10.9.0.1/24", host.Native("ip", "-o", "addr", "show", "dev", "tap0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_name_is_one_error_and_changes_nothing()
    {
        host.Run("New-GelfTap t1");

        Assert.Equal("TapNameTaken", host.OneErrorOf("New-GelfTap t1"));
        Assert.Equal("TapNameTaken", host.OneErrorOf("New-GelfTap lo"));

        Assert.Equal(["t1"], host.Taps());
    }

    [Theory]
    [InlineData("New-GelfTap -Mtu 10", "TapMtuInvalid")]
    [InlineData("New-GelfTap -MacAddress ff:ff:ff:ff:ff:ff", "TapMacInvalid")]
    [InlineData("New-GelfTap 'a/b'", "TapNameInvalid")]
    [InlineData("New-GelfTap -Owner no.such.user", "TapOwnerUnknown")]
    public void A_bad_value_is_one_error_and_leaves_no_tap(string command, string id)
    {
        Assert.Equal(id, host.OneErrorOf(command));
        Assert.Empty(host.Taps());
    }

    [Theory]
    [InlineData("Remove-GelfTap t1")]
    [InlineData("Remove-GelfTap t*")]
    [InlineData("$tap | Remove-GelfTap")]
    [InlineData("'t1' | Remove-GelfTap")]
    [InlineData("Get-GelfTap t1 | Remove-GelfTap")]
    [InlineData("Remove-GelfTap $tap")]
    public void A_tap_is_removed_by_name_pattern_or_pipeline(string command)
    {
        host.Run("$tap = New-GelfTap t1; $other = New-GelfTap other");

        host.Run(command);

        Assert.Equal(["other"], host.Taps());
        Assert.Equal("Removed", host.Run("$tap.State"));
    }

    [Fact]
    public void The_state_of_a_tap_is_read_anew_each_time()
    {
        host.Run("$tap = New-GelfTap t1");

        host.Native("ip", "link", "set", "t1", "down");

        Assert.Equal("Down", host.Run("$tap.State"));
    }

    [Fact]
    public void Taps_of_other_programs_are_listed_and_can_be_removed()
    {
        host.Native("ip", "tuntap", "add", "dev", "foreign", "mode", "tap");
        host.Native("ip", "tuntap", "add", "dev", "notap", "mode", "tun");

        Assert.Equal(["foreign True"], host.RunLines("Get-GelfTap | ForEach-Object { \"$_ $($_.Persist)\" }"));
        host.Run("Remove-GelfTap foreign");

        Assert.Equal(["notap"], host.Taps());
        host.Native("ip", "link", "delete", "notap");
    }

    [Fact]
    public void A_tap_that_was_removed_behind_our_back_can_be_made_again()
    {
        host.Run("$tap = New-GelfTap t1");
        host.Native("ip", "link", "delete", "t1");
        Assert.Equal("Removed", host.Run("$tap.State"));

        Assert.Equal("Up", host.Run("(New-GelfTap t1).State"));
        Assert.Equal("Removed", host.Run("$tap.State"));
    }

    [Fact]
    public void A_tap_goes_with_its_process_unless_it_persists()
    {
        using (var other = host.AnotherShell())
        {
            other.Run("New-GelfTap goes; New-GelfTap stays -Persist -Owner nobody");
            Assert.Equal(["goes", "stays"], host.Taps().Order());
        }

        Assert.Equal(["stays"], host.Taps());
        Assert.Contains("user nobody", host.Native("ip", "-d", "-o", "link", "show", "dev", "stays"), StringComparison.Ordinal);
        Assert.Equal("True", host.Run("(Get-GelfTap stays).Persist"));
    }

    [Fact]
    public void Remove_Module_removes_taps_and_stops_relays()
    {
        using var other = host.AnotherShell();
        other.Run("$relay = Start-GelfRelay -Port 0; New-GelfTap t1");

        other.Run("Remove-Module Gelf");

        Assert.Equal("Stopped", other.Run("$relay.State"));
        Assert.Empty(host.Taps());
    }
}
