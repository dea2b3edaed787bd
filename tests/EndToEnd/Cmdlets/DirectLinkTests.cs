using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>Segments without a browser, between real taps: direct links, and wires of Start-GelfWire.</summary>
public sealed class DirectLinkTests(TwoHostsAndAThird hosts) : IClassFixture<TwoHostsAndAThird>, IDisposable
{
    private const string Sealed = " -Key b04c96f0e62fd14424e7e58e3d8ba957";
    private const string Connect = "$relay | Connect-GelfRelay 'http://10.83.3.2:7001/#token=token2'";
    private const string Wire = "$wire = Start-GelfWire 'http://10.83.1.1:7001/#token=token1&with=http%3A%2F%2F10.83.2.1%3A7001%2F%23token%3Dtoken2'";

    public void Dispose() => hosts.Clean();

    [Theory]
    [InlineData("")]
    [InlineData(Sealed)]
    public void Twenty_of_twenty_pings_go_over_a_direct_link_and_the_neighbor_is_known(string options)
    {
        hosts.StartRelays(options);

        Assert.Equal("Open 10.83.3.2:7001", hosts.ShellOne.Run($"{Connect} -PassThru | ForEach-Object {{ \"$($_.State) $($_.RemoteEndPoint)\" }}"));

        Eventually.True(hosts.Pings);
        Ping.AssertAllAnswered(hosts.One, "10.10.10.2", 20);
        var neighbor = hosts.ShellTwo.Run("$relay.Tap.MacAddress") + " " + hosts.ShellOne.Run("(Get-GelfPeer).Id");
        Assert.Equal(neighbor, hosts.ShellOne.Run("Get-GelfNeighbor | ForEach-Object { \"$($_.MacAddress) $($_.PeerId)\" }"));
        Assert.Equal("relay", hosts.ShellTwo.Run("(Get-GelfLink).Role"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Sealed)]
    public void Twenty_of_twenty_pings_go_over_a_wire_without_a_browser(string options)
    {
        hosts.StartRelays(options);

        hosts.ShellThree.Run(Wire);

        Eventually.True(hosts.Pings);
        Ping.AssertAllAnswered(hosts.One, "10.10.10.2", 20);
        Assert.Equal("Open Open", hosts.ShellThree.Run("\"$((Get-GelfLink).State)\""));
        Assert.True(int.Parse(hosts.ShellThree.Run("(Get-GelfStats).MessagesForwarded"), null) >= 40);
        Assert.Equal("0", hosts.ShellThree.Run("$wire.Stats.Dropped"));

        hosts.ShellThree.Run("$wire | Stop-Job");

        Eventually.True(() => hosts.ShellOne.Run("$relay.Peers.Count") == "0");
        Eventually.True(() => TwoHostsAndAThird.Connections(hosts.Third).Length == 0);
    }

    [Fact]
    public void A_direct_link_comes_back_when_the_other_relay_is_started_again()
    {
        hosts.StartRelays();
        hosts.ShellOne.Run(Connect);
        Eventually.True(hosts.Pings);

        hosts.ShellTwo.Run("$relay | Remove-Job -Force");

        Eventually.True(() => hosts.ShellOne.Run("(Get-GelfLink).State") == "Waiting" && hosts.ShellOne.Run("(Get-GelfLink).Problem").Length > 0);
        hosts.StartRelayAgain(2);
        Eventually.True(hosts.Pings);
        Assert.Equal("Open", hosts.ShellOne.Run("(Get-GelfLink).State"));
        Assert.Equal("", hosts.ShellOne.Run("(Get-GelfLink).Problem"));
    }

    [Fact]
    public void A_wire_comes_back_when_a_relay_is_started_again()
    {
        hosts.StartRelays();
        hosts.ShellThree.Run(Wire);
        Eventually.True(hosts.Pings);

        hosts.ShellTwo.Run("$relay | Remove-Job -Force");

        Eventually.True(() => hosts.ShellThree.Run("$wire.Links.Count") == "1");
        hosts.StartRelayAgain(2);
        Eventually.True(hosts.Pings);
        Assert.Equal("2 of 2 links", hosts.ShellThree.Run("$wire.StatusMessage"));
    }

    [Theory]
    [InlineData("http://10.83.3.2:7001/#token=wrong-one", "LinkRefused")]
    [InlineData("http://10.83.3.2:7009/#token=wrong-one", "LinkUnreachable")]
    [InlineData("http://10.83.3.99:7001/#token=wrong-one", "LinkUnreachable")]
    [InlineData("http://10.83.3.2:7001/wrong-one", "JoinLinkInvalid")]
    public void What_keeps_a_link_from_opening_is_one_error_without_the_token_and_leaves_nothing(string joinLink, string id)
    {
        hosts.StartRelays();

        var error = hosts.ShellOne.RunToFail($"$relay | Connect-GelfRelay '{joinLink}'");

        Assert.StartsWith(id, error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", error, StringComparison.Ordinal);
        Assert.Equal("", hosts.ShellOne.Run("Get-GelfLink"));
        Assert.Equal("Running", hosts.ShellOne.Run("$relay.State"));
        Eventually.True(() => TwoHostsAndAThird.Connections(hosts.One).Length == 0);
    }

    [Fact]
    public void A_link_that_is_taken_down_stays_down_and_pulls_the_cable()
    {
        hosts.StartRelays();
        hosts.ShellOne.Run(Connect);
        Eventually.True(() => hosts.ShellTwo.Run("$relay.Tap.Carrier") == "True");

        Assert.Equal("Closed", hosts.ShellOne.Run("(Get-GelfLink | Disconnect-GelfLink -PassThru).State"));

        Assert.Equal("", hosts.ShellOne.Run("Get-GelfLink"));
        Eventually.True(() => hosts.ShellTwo.Run("$relay.Tap.Carrier") == "False");
        Eventually.True(() => TwoHostsAndAThird.Connections(hosts.One).Length == 0);
    }

    [Fact]
    public void WhatIf_dials_nobody()
    {
        hosts.StartRelays();

        hosts.ShellOne.Run($"{Connect} -WhatIf");
        hosts.ShellThree.Run($"{Wire} -WhatIf");

        Assert.Equal("", hosts.ShellTwo.Run("Get-GelfLink"));
        Assert.Equal("", hosts.ShellThree.Run("Get-Job"));
    }

    [Fact]
    public void A_stopped_relay_ends_its_direct_links()
    {
        hosts.StartRelays();
        hosts.ShellOne.Run(Connect);
        Eventually.True(() => hosts.ShellTwo.Run("$relay.Links.Count") == "1");

        hosts.ShellOne.Run("$relay | Stop-GelfRelay");

        Eventually.True(() => hosts.ShellTwo.Run("$relay.Links.Count") == "0");
        Eventually.True(() => TwoHostsAndAThird.Connections(hosts.One).Length == 0);
    }
}
