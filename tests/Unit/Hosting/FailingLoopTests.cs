using System.Net.WebSockets;
using Gelf.Engine.Hosting;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Hosting;

/// <summary>An exception that nobody expected, in one of the loops of a relay: it is told and counted, and the relay goes on if it can.</summary>
public sealed class FailingLoopTests
{
    private const int MaxLinks = 64;

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(NotSupportedException))]
    public async Task A_link_that_was_accepted_and_on_which_Gelf_fails_is_closed_with_1011_and_told(Type kind)
    {
        await using var relay = await RunningRelay.StartAsync();
        var notices = Notices(relay.Relay);
        using var socket = await relay.OpenLinkAsync();
        relay.Tap.Writing = () => throw (Exception)Activator.CreateInstance(kind, "the tap is on fire")!;

        await socket.SendAsync(Broadcast(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        var status = await CloseStatusAsync(socket);
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 0 && Told<RelayNotice.IncomingLinkFailed>(notices).Any());

        Assert.Equal(WebSocketCloseStatus.InternalServerError, status);
        Assert.Equal(kind, Assert.Single(Told<RelayNotice.IncomingLinkFailed>(notices)).Error.GetType());
        Assert.Empty(Told<RelayNotice.IncomingLinkBroke>(notices));
        Assert.Equal(1, relay.Relay.GetStats().Faults);
    }

    [Fact]
    public async Task A_direct_link_on_which_Gelf_fails_is_told_and_dialled_again()
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        var notices = Notices(one.Relay);
        await one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => one.Tap.Carrier && two.Tap.Carrier);
        one.Tap.Writing = () =>
        {
            one.Tap.Writing = null;
            throw new NotSupportedException("the tap is on fire");
        };

        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        await Eventually.TrueAsync(() => Told<RelayNotice.LinkOpened>(notices).Count() == 2);

        Assert.Equal("the tap is on fire", Assert.Single(Told<RelayNotice.LinkFailed>(notices)).Error.Message);
        Assert.Equal(OutgoingLinkState.Open, one.Relay.OutgoingLinks.Single().State);
        Assert.Null(one.Relay.OutgoingLinks.Single().Problem);
        Assert.Equal(1, one.Relay.GetStats().Faults);
    }

    [Theory]
    [InlineData(true, "LinkLimitHere")]
    [InlineData(false, "LinkLimitThere")]
    public async Task Where_one_of_both_ends_has_64_links_dialling_is_an_error(bool isHere, string what)
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        using var links = await FillAsync(isHere ? one : two);

        var error = await Assert.ThrowsAsync<GelfException>(
            () => one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken));

        Assert.Equal(("LinkLimit", what), (error.ErrorId, error.Case));
        Assert.Empty(one.Relay.OutgoingLinks);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_that_comes_back_to_an_end_with_64_links_waits_and_is_not_open(bool isHere)
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        var notices = Notices(one.Relay);
        await one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        var full = (isHere ? one : two).Relay;
        using var links = await FillAsync(isHere ? one : two, MaxLinks - 1);

        // Its place is taken before it comes back.
        while (full.Links.Count < MaxLinks || full.Links.Any(link => link.RemoteRole is not null))
        {
            foreach (var link in full.Links.Where(link => link.RemoteRole is not null))
                full.Disconnect(link.Id);
            links.Sockets.Add(await (isHere ? one : two).OpenLinkAsync());
        }
        await Eventually.TrueAsync(() => one.Relay.OutgoingLinks.Single() is { State: OutgoingLinkState.Waiting, Problem: GelfException { ErrorId: "LinkLimit" } });

        Assert.Contains(Told<RelayNotice.DialFailed>(notices), notice => notice.Error is GelfException { ErrorId: "LinkLimit" });
    }

    [Fact]
    public async Task A_link_that_a_full_relay_refuses_is_told_as_refused()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var links = await FillAsync(relay);
        var notices = Notices(relay.Relay);

        using var more = await relay.OpenLinkAsync();
        await CloseStatusAsync(more);
        using var another = await relay.OpenLinkAsync();
        await CloseStatusAsync(another);

        Assert.True(Assert.Single(Told<RelayNotice.IncomingLinkRefused>(notices)).IsWarning);
        Assert.Empty(Told<RelayNotice.IncomingLinkClosed>(notices));
    }

    [Fact]
    public async Task A_tick_that_fails_is_told_and_the_next_one_comes()
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        var notices = Notices(one.Relay);
        one.Tap.Plugging = _ =>
        {
            one.Tap.Plugging = null;
            throw new InvalidOperationException("the plug is on fire");
        };

        await one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Told<RelayNotice.PartFailed>(notices).Any());

        Assert.Equal((NodePart.Tick, "the plug is on fire"), (Told<RelayNotice.PartFailed>(notices).Single().Part, Told<RelayNotice.PartFailed>(notices).Single().Error.Message));
        Assert.False(one.Relay.Completion.IsCompleted);
        Assert.Equal(1, one.Relay.GetStats().Faults);
        await Eventually.TrueAsync(() => one.Tap.Carrier);
    }

    [Fact]
    public async Task A_tick_that_fails_again_and_again_ends_the_relay_which_says_why()
    {
        await using var one = await RunningRelay.StartAsync();
        await using var two = await RunningRelay.StartAsync();
        var notices = Notices(one.Relay);
        one.Tap.Plugging = _ => throw new InvalidOperationException("the plug is on fire");

        await one.Relay.ConnectAsync(JoinLink.Parse(two.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => one.Relay.Completion.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal("the plug is on fire", error.Message);
        Assert.Single(Told<RelayNotice.PartFailed>(notices)); // not twenty times
        Assert.Single(Told<RelayNotice.RelayStops>(notices));
    }

    [Fact]
    public async Task Who_is_told_and_throws_harms_nothing()
    {
        await using var relay = await RunningRelay.StartAsync();
        relay.Relay.Notice += _ => throw new InvalidOperationException("no time");

        using var socket = await relay.OpenLinkAsync();
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);

        await RelayTests.ReceiveAsync(socket, MessageKind.Hello);
        Assert.Equal(1, relay.Relay.GetStats().Faults);
    }

    private static List<RelayNotice> Notices(Relay relay)
    {
        var notices = new List<RelayNotice>();
        relay.Notice += notice =>
        {
            lock (notices)
                notices.Add(notice);
        };
        return notices;
    }

    private static IEnumerable<T> Told<T>(List<RelayNotice> notices)
    {
        lock (notices)
            return [.. notices.OfType<T>()];
    }

    private static byte[] Broadcast()
    {
        var frame = Frame.Make(Frame.Broadcast, new(0x02_00_00_00_00_09));
        var record = new byte[FrameRecords.LengthSize + Engine.Ethernet.VirtioNetHeader.Size + frame.Length];
        FrameRecords.WriteLength(record, Engine.Ethernet.VirtioNetHeader.Size + frame.Length);
        frame.CopyTo(record, FrameRecords.LengthSize + Engine.Ethernet.VirtioNetHeader.Size);
        var message = new byte[Envelope.Size + record.Length];
        new Envelope(MessageKind.Frames, false, Envelope.MaxHopLimit, 0, 0, 77, Envelope.All, 1).Write(message);
        record.CopyTo(message, Envelope.Size);
        return message;
    }

    private static async Task<WebSocketCloseStatus?> CloseStatusAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1 << 16];
        while ((await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
        return socket.CloseStatus;
    }

    private static async Task<OpenLinks> FillAsync(RunningRelay relay, int count = MaxLinks)
    {
        var links = new OpenLinks();
        var before = relay.Relay.Links.Count;
        for (var i = 0; i < count; i++)
            links.Sockets.Add(await relay.OpenLinkAsync());
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == before + count);
        return links;
    }

    private sealed class OpenLinks : IDisposable
    {
        internal List<ClientWebSocket> Sockets { get; } = [];

        public void Dispose() => Sockets.ForEach(socket => socket.Dispose());
    }
}
