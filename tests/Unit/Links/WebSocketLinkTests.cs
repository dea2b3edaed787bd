using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Gelf.Engine.Buffers;
using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

public sealed class WebSocketLinkTests : IDisposable
{
    private readonly MessagePool _pool = new();
    private readonly StuckSocket _socket = new();

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task What_waits_when_the_connection_breaks_is_counted_with_what_was_being_sent()
    {
        var link = new WebSocketLink(_socket, null, new IPEndPoint(IPAddress.Loopback, 1), _pool, new Nobody());
        var running = link.RunAsync(TestContext.Current.CancellationToken);
        Send(link, urgent: false);
        await _socket.Sending.WaitAsync(TestContext.Current.CancellationToken);
        Send(link, urgent: false);
        Send(link, urgent: false);
        Send(link, urgent: true);
        Assert.Equal(0, link.Counters.Dropped);

        _socket.Break();
        Assert.IsType<LinkEnd.Broke>(await running);

        Assert.Equal((4L, 4L, 0L), (link.Counters.LeftOver, link.Counters.Dropped, link.Counters.MessagesSent));
        Assert.Equal(SendOutcome.Closed, Send(link, urgent: false));
        Assert.Equal((4L, 5L), (link.Counters.LeftOver, link.Counters.Dropped));
    }

    [Fact]
    public void Of_what_is_sent_at_once_all_but_the_last_is_said_to_be_followed_by_more()
    {
        using var stream = Connect();
        var followed = new List<bool>();
        using var socket = new StuckSocket { Taking = () => followed.Add(stream.MoreFollows) };
        var link = new WebSocketLink(socket, stream, new IPEndPoint(IPAddress.Loopback, 1), _pool, new Nobody());
        var message = _pool.Copy(new byte[100]);

        link.Send(message, urgent: false);
        link.Send(message, urgent: true);
        link.Send(message, urgent: false);
        link.Flush();
        link.Send(message, urgent: true);
        link.Flush();
        message.Release();

        Assert.Equal([true, true, false, false], followed);
    }

    [Fact]
    public async Task What_says_that_it_closes_waits_for_nothing_that_was_let_go_of()
    {
        using var stream = Connect();
        WebSocketLink? link = null;
        var followed = new List<bool>();
        using var socket = new StuckSocket
        {
            Taking = () =>
            {
                followed.Add(stream.MoreFollows);
                link!.Close(LinkCloseReason.Done);
            },
            Closing = () => followed.Add(stream.MoreFollows),
        };
        link = new WebSocketLink(socket, stream, new IPEndPoint(IPAddress.Loopback, 1), _pool, new Nobody());
        var message = _pool.Copy(new byte[100]);

        link.Send(message, urgent: false);
        link.Send(message, urgent: false);
        message.Release();
        var running = link.RunAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => followed.Count == 2);
        socket.Break();
        await running;

        Assert.Equal([true, false], followed);
    }

    [Fact]
    public async Task What_goes_wrong_in_sending_is_no_trouble_of_whoever_flushes()
    {
        using var socket = new StuckSocket { Taking = () => throw new NotSupportedException("on fire") };
        var link = new WebSocketLink(socket, null, new IPEndPoint(IPAddress.Loopback, 1), _pool, new Nobody());

        Send(link, urgent: false);
        var end = await link.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("on fire", Assert.IsType<LinkEnd.Failed>(end).Error.Message);
        Assert.Equal((1L, 0L), (link.Counters.LeftOver, link.Counters.MessagesSent));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_the_owner_throws_is_told_as_it_is_and_the_other_end_hears_1011(bool inReceive, bool waitsInThread)
    {
        var (dialled, accepted) = SocketPair.Connect();
        using var stream = new SocketStream(dialled);
        using var otherStream = new NetworkStream(accepted, ownsSocket: true);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        using var other = WebSocket.CreateFromStream(otherStream, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = TimeSpan.Zero });
        var owner = inReceive ? new Nobody { Receiving = Throw } : new Nobody { Flushing = Throw };
        var link = new WebSocketLink(socket, waitsInThread ? stream : null, new IPEndPoint(IPAddress.Loopback, 1), _pool, owner);

        var running = link.RunAsync(TestContext.Current.CancellationToken);
        await other.SendAsync(new byte[100], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        var closing = await other.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken);
        // What is still to come may be much, and is not what ends it.
        await other.SendAsync(new byte[100_000], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        await other.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);

        Assert.Equal(WebSocketCloseStatus.InternalServerError, closing.CloseStatus);
        Assert.Equal("released more often than retained", Assert.IsType<LinkEnd.Failed>(await running).Error.Message);

        static void Throw() => throw new InvalidOperationException("released more often than retained");
    }

    [Fact]
    public async Task Of_the_reason_that_the_other_end_gives_for_closing_only_what_is_visible_is_told()
    {
        var (dialled, accepted) = SocketPair.Connect();
        using var stream = new NetworkStream(dialled, ownsSocket: true);
        using var otherStream = new NetworkStream(accepted, ownsSocket: true);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        using var other = WebSocket.CreateFromStream(otherStream, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = TimeSpan.Zero });
        var link = new WebSocketLink(socket, null, new IPEndPoint(IPAddress.Loopback, 1), _pool, new Nobody());

        var running = link.RunAsync(TestContext.Current.CancellationToken);
        await other.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "\e[2Jfull\u202e\r\n of\u200b it", TestContext.Current.CancellationToken);

        Assert.Equal(new LinkEnd.Closed(WebSocketCloseStatus.PolicyViolation, "[2Jfull of it"), await running);
    }

    /// <summary>A stream over a connection to nobody that reads.</summary>
    private static SocketStream Connect()
    {
        var (dialled, accepted) = SocketPair.Connect();
        accepted.Dispose();
        return new SocketStream(dialled);
    }

    private SendOutcome Send(WebSocketLink link, bool urgent)
    {
        var message = _pool.Copy(new byte[100]);
        var outcome = link.Send(message, urgent);
        link.Flush();
        message.Release();
        return outcome;
    }

    private sealed class Nobody : ILinkOwner
    {
        public bool TryAttach(ILink link) => true;

        public void Detach(ILink link)
        {
        }

        internal Action? Receiving { get; init; }

        internal Action? Flushing { get; init; }

        public void Receive(ILink link, MessageBuffer message) => Receiving?.Invoke();

        public void ReceiveMalformed(ILink link)
        {
        }

        public void FlushAcks() => Flushing?.Invoke();
    }
}
