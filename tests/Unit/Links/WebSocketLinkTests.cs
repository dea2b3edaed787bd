using System.Net;
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
        public void Receive(ILink link, MessageBuffer message)
        {
        }

        public void ReceiveMalformed(ILink link)
        {
        }

        public void Rest()
        {
        }
    }
}
