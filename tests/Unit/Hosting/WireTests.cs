using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Hosting;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Engine.Web;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Hosting;

/// <summary>Wires and direct links between real relays on loopback; only the taps are fakes.</summary>
public sealed class WireTests
{
    private static readonly SegmentKey s_key = SegmentKey.Create();

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_wire_carries_frames_between_two_relays(bool isSealed)
    {
        await using var one = await RunningRelay.StartAsync(Options(isSealed));
        await using var two = await RunningRelay.StartAsync(Options(isSealed));
        await using var wire = new Wire([JoinLink.Parse(one.Relay.GetJoinLinks()[0]), JoinLink.Parse(two.Relay.GetJoinLinks()[0])]);
        wire.Start();
        await Eventually.TrueAsync(() => one.Tap.Carrier && two.Tap.Carrier);

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress, length: 1514));
        await Eventually.TrueAsync(() => !two.Tap.Written.IsEmpty);

        Assert.Equal(Frame.Make(Frame.Broadcast, one.Tap.MacAddress, length: 1514), Assert.Single(two.Tap.Frames));
        Assert.Equal(2, wire.Peers.Count);
        Assert.Equal(2, wire.Links.Count);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_direct_link_needs_no_wire(bool isSealed)
    {
        await using var one = await RunningRelay.StartAsync(Options(isSealed));
        await using var two = await RunningRelay.StartAsync(Options(isSealed));

        await one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => one.Tap.Carrier && two.Tap.Carrier);
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        await Eventually.TrueAsync(() => !one.Tap.Written.IsEmpty);

        Assert.Equal(1, one.Relay.Peers.Single().Hops);
        Assert.Equal(OutgoingLinkState.Open, one.Relay.OutgoingLinks.Single().State);
    }

    [Fact]
    public async Task A_direct_link_comes_back_by_itself_when_the_other_relay_restarts()
    {
        await using var one = await RunningRelay.StartAsync();
        var two = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Token = "same" });
        await one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        var port = two.Relay.Port;
        await two.DisposeAsync();
        await Eventually.TrueAsync(() => one.Relay.OutgoingLinks.Single() is { State: OutgoingLinkState.Waiting, Problem: not null });

        await using var again = await RunningRelay.StartAsync(new RelayOptions { Port = port, Token = "same" });

        await Eventually.TrueAsync(() => one.Tap.Carrier && again.Tap.Carrier);
        Assert.Null(one.Relay.OutgoingLinks.Single().Problem);
    }

    [Fact]
    public async Task A_direct_link_that_is_taken_down_stays_down()
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        var target = JoinLink.Parse(two.Relay.GetJoinLinks()[0]);
        await one.Relay.ConnectAsync(target, TestContext.Current.CancellationToken);

        await one.Relay.DisconnectAsync(target);

        Assert.Empty(one.Relay.OutgoingLinks);
        await Eventually.TrueAsync(() => two.Relay.Links.Count == 0);
    }

    [Fact]
    public async Task A_wrong_token_is_an_error_that_says_so_and_does_not_show_it()
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        var target = JoinLink.Parse($"http://{two.Address}/#token=wrong-one");

        var error = await Assert.ThrowsAsync<GelfException>(() => one.Relay.ConnectAsync(target, TestContext.Current.CancellationToken));

        Assert.Equal("LinkRefused", error.ErrorId);
        Assert.DoesNotContain("wrong-one", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(one.Relay.OutgoingLinks);
    }

    [Fact]
    public async Task A_relay_that_is_not_there_is_an_error()
    {
        await using var one = await RunningRelay.StartAsync();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var error = await Assert.ThrowsAsync<GelfException>(
            () => one.Relay.ConnectAsync(JoinLink.Parse($"http://127.0.0.1:{port}/#token=x"), TestContext.Current.CancellationToken));

        Assert.Equal("LinkUnreachable", error.ErrorId);
        Assert.Equal("Connection refused", error.Arguments["reason"]);
    }

    [Theory]
    [InlineData(false, "https", "LinkNotHttps")]
    [InlineData(true, "http", "LinkNotHttp")]
    [InlineData(true, "https", "LinkUntrusted")]
    public async Task Where_something_answers_the_error_says_what_is_wrong_with_it(bool overTls, string scheme, string problem)
    {
        using var certificate = ServerCertificate.CreateSelfSigned(["127.0.0.1"], DateTimeOffset.UtcNow);
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Certificate = overTls ? certificate.Certificate : null });

        var error = await Assert.ThrowsAsync<GelfException>(
            () => one.Relay.ConnectAsync(JoinLink.Parse($"{scheme}://{two.Address}/#token={two.Relay.Token}"), TestContext.Current.CancellationToken));

        Assert.Equal(("LinkUnreachable", problem), (error.ErrorId, error.Case));
    }

    [Fact]
    public void A_wire_with_one_relay_is_an_error()
    {
        var link = JoinLink.Parse("http://host:1/#token=x");

        Assert.Equal("WireNeedsTwo", Assert.Throws<GelfException>(() => new Wire([link, link])).ErrorId);
    }

    [Fact]
    public async Task A_relay_that_links_to_itself_delivers_nothing_twice()
    {
        await using var one = await RunningRelay.StartAsync();
        await one.Relay.ConnectAsync(JoinLink.Parse(one.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => one.Relay.Links.Count == 2);

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        await Eventually.TrueAsync(() => one.Relay.GetStats().DroppedOwn >= 2);

        Assert.Empty(one.Tap.Written);
        Assert.False(one.Tap.Carrier);
    }

    private static RelayOptions Options(bool isSealed) => new() { Port = 0, Key = isSealed ? s_key : null };
}
