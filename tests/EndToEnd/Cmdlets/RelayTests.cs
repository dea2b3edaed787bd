namespace Gelf.Tests.EndToEnd.Cmdlets;

public sealed class RelayTests(CmdletHost host) : IClassFixture<CmdletHost>, IDisposable
{
    public void Dispose() => host.Clean();

    [Fact]
    public void The_pipeline_from_tap_to_relay_to_address_works()
    {
        host.Run("$relay = New-GelfTap | Start-GelfRelay -Port 0");
        host.Run("$relay | New-GelfAddress 10.10.10.1/24");
        host.Run("ip addr add 10.10.11.1/24 dev $relay");

        var addresses = host.Native("ip", "-o", "addr", "show", "dev", "tap0");
        Assert.Contains("10.10.10.1/24", addresses, StringComparison.Ordinal);
        Assert.Contains("10.10.11.1/24", addresses, StringComparison.Ordinal);
        Assert.Equal("tap0 tap0 UInt32 Running GelfRelay", host.Run("\"$($relay.Name) $($relay.InterfaceAlias) $($relay.InterfaceIndex.GetType().Name) $($relay.State) $($relay.PSJobTypeName)\""));
    }

    [Fact]
    public void A_whole_pipeline_in_one_line_works() =>
        Assert.Equal("10.10.10.1/24", host.Run("New-GelfTap | Start-GelfRelay -Port 0 | New-GelfAddress 10.10.10.1/24"));

    [Fact]
    public void A_relay_serves_its_page_when_Start_GelfRelay_returns()
    {
        var page = host.Run("$relay = Start-GelfRelay -Port 0; [Net.Http.HttpClient]::new().GetStringAsync($relay.Uri).GetAwaiter().GetResult()");

        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Verbose_and_Debug_show_the_log_at_once_and_in_the_job_afterwards()
    {
        var log = host.Run("$relay = Start-GelfRelay -Port 0 -Token do-not-show -Verbose -Debug 4>&1 5>&1; $relay -join '|'; $relay = $relay | Where-Object { $_ -is [Gelf.PowerShell.Jobs.GelfRelayJob] }");
        var other = host.Run("$other = Start-GelfRelay -Port 0; $other | Connect-GelfRelay $relay.JoinLink -Debug 5>&1 | ForEach-Object ToString");
        var later = host.Run("Stop-GelfRelay $relay.Name; $relay | Receive-Job -Verbose 4>&1 6>$null | ForEach-Object ToString");

        Assert.Contains("starts on 127.0.0.1 port 0, plain", log, StringComparison.Ordinal);
        Assert.Contains(": dials", other, StringComparison.Ordinal);
        Assert.Contains("IncomingLinkOpened", later, StringComparison.Ordinal);
        Assert.DoesNotContain("do-not-show", log + other + later, StringComparison.Ordinal);
        Assert.Equal("0", host.Run("($relay | Get-GelfStats).Faults"));
    }

    [Fact]
    public void A_relay_on_all_addresses_has_a_join_link_for_each_that_the_host_has_now()
    {
        host.Run("$relay = Start-GelfRelay -ListenAddress 0.0.0.0 -Port 0 -Token abc; $other = New-GelfTap other");

        host.Run("$first = New-GelfAddress 192.0.2.7/24 -InterfaceAlias other; $second = New-GelfAddress 198.51.100.7/24 -InterfaceAlias other");

        var port = host.Run("$relay.Port");
        string[] links = [$"http://192.0.2.7:{port}/#token=abc", $"http://198.51.100.7:{port}/#token=abc"];
        Assert.Equal(links, host.RunLines("$relay.JoinLinks"));
        Assert.Equal(links, host.RunLines("$relay | Get-GelfJoinLink -All"));
        Assert.Equal([links[0]], host.RunLines("Get-GelfJoinLink"));
    }

    [Fact]
    public void A_taken_port_is_one_error_and_leaves_no_tap_and_no_job()
    {
        host.Run("$relay = Start-GelfRelay -Port 0");

        Assert.Equal("PortTaken", host.OneErrorOf("Start-GelfRelay -Port $relay.Port"));

        Assert.Equal(["tap0"], host.Taps());
        Assert.Equal(["tap0"], host.RunLines("(Get-Job).Name"));
    }

    [Theory]
    [InlineData("Start-GelfRelay -Port 70000", "PortInvalid")]
    [InlineData("Start-GelfRelay -Port -1", "PortInvalid")]
    [InlineData("Start-GelfRelay -ListenAddress 192.0.2.99 -Port 0", "ListenAddressInvalid")]
    [InlineData("Start-GelfRelay -ListenAddress nowhere", "ListenAddressInvalid")]
    [InlineData("Start-GelfRelay -Token 'not a token' -Port 0", "TokenInvalid")]
    [InlineData("Start-GelfRelay -Token '' -Port 0", "TokenInvalid")]
    [InlineData("Start-GelfRelay -Name \"a`nb\" -Port 0", "RelayNameInvalid")]
    [InlineData("Start-GelfRelay -Tap nosuch -Port 0", "TapNotFound")]
    public void A_bad_value_is_one_error_and_leaves_nothing(string command, string id)
    {
        Assert.Equal(id, host.OneErrorOf(command));

        Assert.Empty(host.Taps());
        Assert.Empty(host.Run("Get-Job"));
    }

    [Fact]
    public void A_failed_start_leaves_a_given_tap_as_it_was()
    {
        host.Run("$tap = New-GelfTap t1");

        Assert.Equal("PortInvalid", host.OneErrorOf("$tap | Start-GelfRelay -Port 70000"));

        Assert.Equal("t1", host.Run("$relay = $tap | Start-GelfRelay -Port 0; $relay.Name"));
    }

    [Theory]
    [InlineData("$relay | Stop-GelfRelay")]
    [InlineData("$relay | Stop-Job")]
    [InlineData("$relay | Remove-Job -Force")]
    [InlineData("Stop-GelfRelay -Name r*")]
    [InlineData("$relay.Dispose()")]
    public void A_tap_that_was_made_for_the_relay_goes_with_it_and_a_given_one_stays(string command)
    {
        host.Run("$relay = Start-GelfRelay -Port 0 -Name r1");
        host.Run(command);
        Assert.Empty(host.Taps());

        host.Run("$relay = New-GelfTap given | Start-GelfRelay -Port 0 -Name r2");
        host.Run(command);
        Assert.Equal(["given"], host.Taps());
    }

    [Fact]
    public void A_tap_serves_one_relay_after_the_other()
    {
        host.Run("$tap = New-GelfTap t1; $tap | Start-GelfRelay -Port 0 | Remove-Job -Force");

        Assert.Equal("Running", host.Run("($tap | Start-GelfRelay -Port 0).State"));
    }

    [Fact]
    public void A_tap_in_use_cannot_be_removed_or_used_again()
    {
        host.Run("$relay = Start-GelfRelay -Port 0");

        Assert.Equal("TapBusy", host.OneErrorOf("Remove-GelfTap $relay.Tap"));
        Assert.Equal("TapBusy", host.OneErrorOf("Start-GelfRelay -Tap $relay.Tap -Port 0"));

        Assert.Equal("Running", host.Run("$relay.State"));
        Assert.Equal(["tap0"], host.Taps());
    }

    [Fact]
    public void A_tap_in_use_by_another_process_is_one_error()
    {
        using var other = host.AnotherShell();
        other.Run("New-GelfTap stays -Persist; $relay = Start-GelfRelay stays -Port 0");

        Assert.Equal("TapBusy", host.OneErrorOf("Start-GelfRelay -Tap stays -Port 0"));
    }

    [Fact]
    public void A_persistent_tap_is_used_by_name_and_stays()
    {
        host.Run("New-GelfTap stays -Persist");

        host.Run("Start-GelfRelay stays -Port 0 | Stop-GelfRelay");

        Assert.Equal(["stays"], host.Taps());
    }

    [Fact]
    public void A_relay_whose_tap_is_taken_away_fails_and_says_why()
    {
        host.Run("$relay = Start-GelfRelay -Port 0");

        host.Native("ip", "link", "delete", "tap0");

        Assert.Equal("Failed", host.Run("($relay | Wait-Job -Timeout 60).State"));
        Assert.Contains("tap0", host.Run("$relay.JobStateInfo.Reason.Message"), StringComparison.Ordinal);
        Assert.Equal("JobStateFailed", host.OneErrorOf("Receive-Job $relay 3> $null 6> $null"));
    }

    [Fact]
    public void Receive_Job_with_Wait_and_AutoRemoveJob_ends_with_the_relay()
    {
        host.Run("$relay = Start-GelfRelay -Port 0");

        host.Run("$relay | Stop-Job; Receive-Job $relay -Wait -AutoRemoveJob");

        Assert.Empty(host.Run("Get-Job"));
        Assert.Empty(host.Taps());
    }

    [Fact]
    public void Two_relays_run_side_by_side_and_are_stopped_together()
    {
        Assert.Equal(["tap0", "tap1"], host.RunLines("1, 2 | ForEach-Object { (Start-GelfRelay -Port 0).Name }"));
        Assert.Equal(["tap0", "tap1"], host.RunLines("(Get-GelfStats).Relay"));

        host.Run("Get-GelfRelay | Stop-GelfRelay");

        Assert.Equal(["Stopped", "Stopped"], host.RunLines("(Get-GelfRelay).State"));
        Assert.Empty(host.Taps());
    }

    [Fact]
    public void Rates_are_those_of_the_traffic_and_go_the_way_that_it_goes()
    {
        host.Run("$one = Start-GelfRelay -Port 0; $two = Start-GelfRelay -Port 0; $null = $one | Connect-GelfRelay $two.JoinLink");
        host.Run("$null = $one | New-GelfAddress 10.9.0.1/24; $null = ip neigh add 10.9.0.2 lladdr 02:00:5e:10:00:02 dev tap0");
        using var ping = host.Start("ping", "-q", "-c", "3000", "-i", "0.01", "-s", "1000", "10.9.0.2"); // which nobody answers

        Assert.Equal("True", host.Run("$sent = Get-GelfStats $one -Continuous -Interval 0.2 | Where-Object BitsSentPerSecond -gt 8000 | Select-Object -First 1; $sent.FramesSentPerSecond -gt 0"));
        Assert.Equal("True", host.Run("$received = Get-GelfStats $two -Continuous -Interval 0.2 | Where-Object BitsReceivedPerSecond -gt 8000 | Select-Object -First 1; $received.FramesReceivedPerSecond -gt 0"));
        Assert.Equal("True", host.Run("$link = Get-GelfStats $one -Detailed -Continuous -Interval 0.2 | Where-Object BitsSentPerSecond -gt 8000 | Select-Object -First 1; $link.MessagesSentPerSecond -gt 0"));
    }
}
