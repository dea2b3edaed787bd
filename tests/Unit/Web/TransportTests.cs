using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gelf.Engine.Reporting;
using Gelf.Engine.Web.Transport;
using Microsoft.AspNetCore.Connections;

namespace Gelf.Tests.Unit.Web;

/// <summary>What nobody expected, below Kestrel.</summary>
public sealed class TransportTests
{
    private readonly Reporter _report = new(TimeProvider.System);
    private readonly List<RelayNotice> _notices = [];
    private readonly TaskCompletionSource<Exception> _failed = new();
    private readonly FailingPool _pool = new();

    public TransportTests() => _report.Notice += _notices.Add;

    [Fact]
    public async Task A_connection_that_cannot_be_made_is_told_and_the_next_one_is_accepted()
    {
        await using var listener = await ListenAsync();
        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        _pool.Fails = true;

        using var first = Connect(listener.EndPoint);
        await Eventually.TrueAsync(() => _report.Faults == 1);
        _pool.Fails = false;
        using var second = Connect(listener.EndPoint);

        await using var accepted = await accepting;
        Assert.Equal(second.LocalEndPoint, accepted!.RemoteEndPoint);
        Assert.Equal(NodePart.Accepting, Assert.IsType<RelayNotice.PartFailed>(Assert.Single(_notices)).Part);
        Assert.Equal(0, first.Receive(new byte[1])); // closed, not left hanging
        Assert.False(_failed.Task.IsCompleted);
    }

    [Fact]
    public async Task A_listener_that_fails_again_and_again_gives_up_and_says_why()
    {
        await using var listener = await ListenAsync();
        _pool.Fails = true;
        var clients = Enumerable.Range(0, 20).Select(_ => Connect(listener.EndPoint)).ToList();

        Assert.Null(await listener.AcceptAsync(TestContext.Current.CancellationToken));

        Assert.Equal("on fire", (await _failed.Task).Message);
        Assert.Equal(20, _report.Faults);
        Assert.Single(_notices);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_connection_that_fails_in_receiving_ends_with_that_error()
    {
        await using var listener = await ListenAsync();
        using var client = Connect(listener.EndPoint);
        await using var accepted = (await listener.AcceptAsync(TestContext.Current.CancellationToken))!;
        _pool.Fails = true;

        client.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.1"));

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => accepted.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal("on fire", error.Message);
        Assert.Equal(NodePart.WebServer, Assert.IsType<RelayNotice.PartFailed>(Assert.Single(_notices)).Part);
    }

    private ValueTask<IConnectionListener> ListenAsync() =>
        new SocketTransport(_failed.SetResult, _report, socket => _pool.Fails ? throw new NotSupportedException("on fire") : new SocketConnection(socket, _pool, _report))
            .BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);

    private static Socket Connect(EndPoint listener)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener);
        return client;
    }

    private sealed class FailingPool : MemoryPool<byte>
    {
        private volatile bool _fails;

        internal bool Fails
        {
            get => _fails;
            set => _fails = value;
        }

        public override int MaxBufferSize => 4096;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => _fails ? throw new NotSupportedException("on fire") : Shared.Rent(4096);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
