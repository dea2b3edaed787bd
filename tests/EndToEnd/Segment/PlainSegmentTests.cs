namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>What does not depend on the engine, over a plain segment.</summary>
public sealed class PlainSegmentTests(TwoHostsAndAPhone segment) : IClassFixture<TwoHostsAndAPhone>
{
    [Fact]
    public void The_hosts_cannot_reach_each_other_but_through_the_phone()
    {
        Assert.NotEqual(0, segment.One.Try("ping", "-c", "1", "-W", "1", "10.83.2.1").ExitCode);
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
    public void Two_relays_on_one_host_with_different_ports_stay_two_links()
    {
        segment.ShellOne.Run("$second = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7002 -Name second");
        try
        {
            var second = segment.ShellOne.Run("$second.JoinLink");
            segment.Browser.Open("about:blank");
            segment.Browser.Open($"{segment.JoinLinkOne}&with={Uri.EscapeDataString(second)}&with={Uri.EscapeDataString(segment.JoinLinkTwo)}");

            segment.Browser.WaitFor("#links li[data-state=open]", 3);
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
    public void A_relay_with_a_token_of_its_own_is_added_by_host_port_and_token()
    {
        segment.Browser.Open("about:blank");
        segment.Browser.Open(segment.JoinLinkOne);

        segment.Browser.Find("#host").SendKeys("10.83.2.1");
        segment.Browser.Find("#port").Clear();
        segment.Browser.Find("#port").SendKeys("7001");
        segment.Browser.Find("#token").SendKeys(segment.ShellTwo.Run("($relay.JoinLink -split 'token=')[1]"));
        segment.Browser.Find("#add-button").Click();

        segment.Browser.WaitFor("#links li[data-state=open]", 2);
        Eventually.True(() => segment.ShellOne.Run("@($relay.Peers).Count") == "1");
    }

    [Fact]
    public void A_relay_is_added_by_pasting_its_join_link()
    {
        segment.Browser.Open("about:blank");
        segment.Browser.Open(segment.JoinLinkOne);

        segment.Browser.Find("#joinlink").SendKeys(segment.JoinLinkTwo);
        segment.Browser.Find("#add-button").Click();

        segment.Browser.WaitFor("#links li[data-state=open]", 2);
    }

    private static bool IsTentative(Network.NetworkNamespace host) => host.Run("ip", "-6", "addr", "show", "dev", "tap0").Contains("tentative", StringComparison.Ordinal);
}
