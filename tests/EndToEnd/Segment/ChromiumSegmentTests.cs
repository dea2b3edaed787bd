using System.Globalization;
using System.Text.RegularExpressions;

namespace Gelf.Tests.EndToEnd.Segment;

public sealed class ChromiumSegmentTests(TwoHostsAndAPhone segment) : IClassFixture<TwoHostsAndAPhone>
{
    [Fact]
    public void The_hosts_cannot_reach_each_other_but_through_the_phone()
    {
        Assert.NotEqual(0, segment.One.Try("ping", "-c", "1", "-W", "1", "10.83.2.1").ExitCode);
    }

    [Fact]
    public void Twenty_of_twenty_pings_go_through_the_browser_and_ARP_finds_the_peer()
    {
        segment.Join();

        var ping = segment.One.Run("ping", "-n", "-c", "20", "-i", "0.05", "-W", "5", "10.10.10.2");

        Assert.Contains("20 packets transmitted, 20 received, 0% packet loss", ping, StringComparison.Ordinal);
        var mac = segment.ShellTwo.Run("$relay.Tap.MacAddress");
        Assert.Contains($"10.10.10.2 dev tap0 lladdr {mac}", segment.One.Run("ip", "neigh"), StringComparison.Ordinal);
    }

    [Fact]
    public void IPv6_neighbours_find_each_other()
    {
        segment.Join();

        // The kernel asks whether somebody has an address already before it answers for it.
        Eventually.True(() => !IsTentative(segment.One) && !IsTentative(segment.Two));

        segment.One.Run("ping", "-n", "-c", "3", "-i", "0.1", "-W", "5", "fd83::2");

        var mac = segment.ShellTwo.Run("$relay.Tap.MacAddress");
        Assert.Contains($"fd83::2 dev tap0 lladdr {mac}", segment.One.Run("ip", "-6", "neigh"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1500)]
    [InlineData(9000)]
    public void The_longest_frame_of_an_MTU_goes_through_whole(int mtu)
    {
        segment.Join();
        foreach (var host in new[] { segment.One, segment.Two })
            host.Run("ip", "link", "set", "tap0", "mtu", $"{mtu}");

        var ping = segment.One.Run("ping", "-n", "-c", "3", "-i", "0.1", "-W", "5", "-M", "do", "-s", $"{mtu - 28}", "10.10.10.2");

        Assert.Contains(" 0% packet loss", ping, StringComparison.Ordinal);
    }

    [Fact]
    public void TCP_goes_through_in_super_frames()
    {
        segment.Join();
        var before = Sent();

        using var server = segment.Two.Start("iperf3", "-s", "-1");
        Eventually.True(() => segment.Two.Run("ss", "-ltn").Contains(":5201", StringComparison.Ordinal));
        segment.One.Run("iperf3", "-c", "10.10.10.2", "-t", "2");

        var (frames, bytes) = Sent();
        // Frames of 1,514 bytes would be the kernel's own segmenting; a super-frame is many of them.
        Assert.True((bytes - before.Bytes) / (frames - before.Frames) > 10_000, $"{bytes - before.Bytes} bytes in {frames - before.Frames} frames");
    }

    [Fact]
    public void When_the_tab_closes_both_hosts_see_the_cable_pulled()
    {
        segment.Join();

        segment.Browser.Open("about:blank");

        Eventually.True(() => !TwoHostsAndAPhone.HasCarrier(segment.One) && !TwoHostsAndAPhone.HasCarrier(segment.Two));
        Assert.Equal("0", segment.ShellOne.Run("@($relay.Links).Count"));
    }

    [Fact]
    public void A_page_that_is_left_and_come_back_to_joins_again()
    {
        segment.Join();
        segment.Browser.Open("about:blank");
        Eventually.True(() => segment.ShellOne.Run("@($relay.Links).Count") == "0");

        segment.Browser.Back();

        Eventually.True(() => segment.ShellOne.Run("@($relay.Peers).Count") == "1");
    }

    [Fact]
    public void Two_relays_on_one_host_with_different_ports_stay_two_links()
    {
        segment.ShellOne.Run("$second = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7002 -Name second");
        try
        {
            var second = segment.ShellOne.Run("$second.JoinLink");
            segment.Browser.Open("about:blank");
            segment.Browser.Open($"{segment.JoinLinkOne}&with={Uri.EscapeDataString(second)}&with={Uri.EscapeDataString(segment.JoinLinkTwo)}");

            Eventually.True(() => segment.Browser.Count("#links li[data-state=open]") == 3);
            Assert.Equal(1, segment.Browser.Count("#links li[data-relay='10.83.1.1:7001']"));
            Assert.Equal(1, segment.Browser.Count("#links li[data-relay='10.83.1.1:7002']"));
            Eventually.True(() => segment.ShellTwo.Run("@($relay.Peers).Count") == "2");
            Assert.Equal("2", segment.ShellOne.Run("@($second.Peers).Count"));
        }
        finally
        {
            segment.ShellOne.Run("$second | Remove-Job -Force");
        }
    }

    [Fact]
    public void A_relay_is_added_by_host_port_and_token_and_removed_again()
    {
        segment.Browser.Open("about:blank");
        segment.Browser.Open(segment.JoinLinkOne);
        Eventually.True(() => segment.Browser.Count("#links li[data-state=open]") == 1);

        segment.Browser.Find("#host").SendKeys("10.83.2.1");
        segment.Browser.Find("#port").Clear();
        segment.Browser.Find("#port").SendKeys("7001");
        segment.Browser.Find("#token").SendKeys(segment.ShellTwo.Run("($relay.JoinLink -split 'token=')[1]"));
        segment.Browser.Find("#add-button").Click();
        Eventually.True(() => segment.Browser.Count("#links li[data-state=open]") == 2);
        Eventually.True(() => segment.ShellOne.Run("@($relay.Peers).Count") == "1");

        segment.Browser.Find("#links li[data-relay='10.83.2.1:7001'] button.remove").Click();
        Eventually.True(() => segment.Browser.Count("#links li") == 1);
        Eventually.True(() => segment.ShellOne.Run("@($relay.Peers).Count") == "0");
    }

    [Fact]
    public void A_relay_is_added_by_pasting_its_join_link()
    {
        segment.Browser.Open("about:blank");
        segment.Browser.Open(segment.JoinLinkOne);

        segment.Browser.Find("#joinlink").SendKeys(segment.JoinLinkTwo);
        segment.Browser.Find("#add-button").Click();

        Eventually.True(() => segment.Browser.Count("#links li[data-state=open]") == 2);
    }

    [Fact]
    public void A_wrong_token_is_told_in_words_and_opens_nothing()
    {
        segment.Browser.Open("about:blank");
        segment.Browser.Open(Regex.Replace(segment.JoinLinkOne, "token=.*", "token=wrong"));

        Eventually.True(() => segment.Browser.Count("#links li") == 1);
        Eventually.True(() => segment.Browser.Find("#links li").Text.Contains("token", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("0", segment.ShellOne.Run("@($relay.Links).Count"));
    }

    private static bool IsTentative(Network.NetworkNamespace host) => host.Run("ip", "-6", "addr", "show", "dev", "tap0").Contains("tentative", StringComparison.Ordinal);

    private (long Frames, long Bytes) Sent()
    {
        var parts = segment.ShellOne.Run("$s = Get-GelfStats -Relay $relay; \"$($s.FramesSent) $($s.BytesSent)\"").Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
