using System.Net;
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
        Assert.NotNull(await running);

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

        public void Receive(ILink link, MessageBuffer message)
        {
        }

        public void ReceiveMalformed(ILink link)
        {
        }

        public void FlushAcks()
        {
        }
    }
}
