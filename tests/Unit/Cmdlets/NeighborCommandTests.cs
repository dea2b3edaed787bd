using Gelf.Engine.Ethernet;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class NeighborCommandTests(HostedShell shell) : IDisposable
{
    private static readonly MacAddress s_first = new(0x02_00_5e_10_00_0a);
    private static readonly MacAddress s_second = new(0x02_00_5e_20_00_0b);

    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Fact]
    public async Task Addresses_are_listed_with_the_peer_that_they_are_behind()
    {
        await using var two = await RunningRelay.StartAsync();
        var one = Hearing(two);

        var neighbors = Neighbors("Get-GelfNeighbor -Relay $args[0]", one);

        Assert.Equal([$"{s_first}", $"{s_second}"], neighbors.Select(n => n.MacAddress).Order());
        Assert.All(neighbors, n => Assert.Equal((one.Name, two.Relay.Name, one.Peers[0].Id), (n.Relay, n.Peer, n.PeerId)));
        Assert.All(neighbors, n => Assert.InRange(n.Age, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("Get-GelfNeighbor -MacAddress 02:00:5e:10:00:0a")]
    [InlineData("Get-GelfNeighbor -MacAddress 02-00-5E-10-00-0A")]
    [InlineData("Get-GelfNeighbor -MacAddress *:10:00:*")]
    [InlineData("Get-GelfNeighbor * 02-00-5E-1*")]
    [InlineData("$args[0] | Get-GelfNeighbor -MacAddress *0A")]
    public async Task Addresses_are_found_by_themselves_and_by_pattern(string script)
    {
        await using var two = await RunningRelay.StartAsync();
        var one = Hearing(two);

        Assert.Equal($"{s_first}", Assert.Single(Neighbors(script, one)).MacAddress);
    }

    [Fact]
    public async Task Addresses_are_offered_by_Tab()
    {
        await using var two = await RunningRelay.StartAsync();
        var one = Hearing(two);

        Assert.Equal([$"{s_second}"], shell.Complete($"Get-GelfNeighbor {one.Name} -MacAddress 02:00:5e:2"));
        Assert.Empty(shell.Complete("Get-GelfNeighbor nowhere -MacAddress 02:00:5e:2"));
    }

    [Theory]
    [InlineData("Get-GelfNeighbor -MacAddress 02:00:5e:10:00:0c", "NeighborNotFound")]
    [InlineData("Get-GelfNeighbor -MacAddress nonsense", "MacAddressInvalid")]
    [InlineData("Get-GelfNeighbor nowhere", "RelayNotFound")]
    public void What_is_not_there_is_one_error(string script, string id)
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Equal(id, shell.Run(script).TheErrorId);
        Assert.Empty(Neighbors("Get-GelfNeighbor -MacAddress ff*"));
        relay.StopJob();
        Assert.Empty(Neighbors("Get-GelfNeighbor *"));
    }

    /// <summary>A relay that has heard two hosts behind another one.</summary>
    private GelfRelayJob Hearing(RunningRelay two)
    {
        var one = TestRelay.Running(shell).Job;
        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, two.Relay.GetJoinLinks()[0]).Errors);
        HostedShell.Until(() => two.Tap.Carrier && one.Peers.Count == 1);
        foreach (var host in new[] { s_first, s_second })
            two.Tap.HostSends(Frame.Make(Frame.Broadcast, host));
        HostedShell.Until(() => one.Neighbors.Count() == 2);
        return one;
    }

    private List<GelfNeighbor> Neighbors(string script, params object[] arguments)
    {
        var outcome = shell.Run(script, arguments);
        Assert.Empty(outcome.Errors);
        return [.. outcome.Output.Select(o => (GelfNeighbor)o.BaseObject)];
    }
}
