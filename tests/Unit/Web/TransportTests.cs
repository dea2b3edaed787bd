using System.Buffers;
using System.IO.Pipelines;
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
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private readonly FailingPool _pool = new();
    private readonly Strangers _strangers;

    public TransportTests()
    {
        _report.Notice += _notices.Add;
        _strangers = new Strangers(TimeProvider.System, _report);
    }

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
    public async Task However_often_connections_cannot_be_made_the_next_one_is_accepted()
    {
        await using var listener = await ListenAsync();
        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        _pool.Fails = true;
        var clients = Enumerable.Range(0, 25).Select(_ => Connect(listener.EndPoint)).ToList();
        await Eventually.TrueAsync(() => _report.Faults == 25);
        _pool.Fails = false;

        using var next = Connect(listener.EndPoint);

        await using var accepted = await accepting;
        Assert.Equal(next.LocalEndPoint, accepted!.RemoteEndPoint);
        Assert.Single(_notices);
        Assert.False(_failed.Task.IsCompleted);
        Assert.Equal(1, _strangers.Count);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))] // as when no thread can be had
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(SocketException))]
    public async Task Whatever_accepting_fails_with_is_told_and_it_goes_on(Type kind)
    {
        var failures = 3;
        await using var listener = await ListenAsync((socket, cancel) => failures-- > 0
            ? throw (kind == typeof(ObjectDisposedException) ? new ObjectDisposedException("something") : (Exception)Activator.CreateInstance(kind)!)
            : socket.AcceptAsync(cancel));
        using var client = Connect(listener.EndPoint);

        await using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        Assert.Equal(client.LocalEndPoint, accepted!.RemoteEndPoint);
        Assert.Equal(3, _report.Faults);
        Assert.Equal(NodePart.Accepting, Assert.IsType<RelayNotice.PartFailed>(Assert.Single(_notices)).Part);
        Assert.False(_failed.Task.IsCompleted);
    }

    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    public async Task When_the_process_can_have_no_more_connections_that_is_told_and_the_oldest_stranger_gives_way(SocketError error)
    {
        var isFull = false;
        await using var listener = await ListenAsync((socket, cancel) => isFull ? throw new SocketException((int)error) : socket.AcceptAsync(cancel));
        using var old = Connect(listener.EndPoint);
        await using var first = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        isFull = true;
        using var client = Connect(listener.EndPoint);

        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();

        await Eventually.TrueAsync(() => IsCut(old));
        isFull = false;
        await using var accepted = await accepting;
        Assert.Equal(client.LocalEndPoint, accepted!.RemoteEndPoint);
        Assert.IsType<RelayNotice.AcceptingWaits>(Assert.Single(_notices));
        Assert.Equal(0, _report.Faults);
    }

    [Fact]
    public async Task A_connection_that_is_cut_ends_whatever_it_waits_for()
    {
        await using var listener = await ListenAsync();
        using var client = Connect(listener.EndPoint);
        await using var accepted = (await listener.AcceptAsync(TestContext.Current.CancellationToken))!;
        var reading = accepted.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        var sending = Fill(accepted);

        Assert.True(_strangers.TryMakeRoom());

        await Assert.ThrowsAsync<ConnectionAbortedException>(() => reading.WaitAsync(s_deadline, TestContext.Current.CancellationToken));
        await Eventually.TrueAsync(() => accepted.ConnectionClosed.IsCancellationRequested);
        Assert.True((await sending.WaitAsync(s_deadline, TestContext.Current.CancellationToken)).IsCompleted);
        Assert.True(IsCut(client));
    }

    [Fact]
    public async Task A_place_is_free_when_the_connection_is_closed_and_not_before()
    {
        await using var listener = await ListenAsync();
        using var client = Connect(listener.EndPoint);
        var accepted = (await listener.AcceptAsync(TestContext.Current.CancellationToken))!;
        _ = Fill(accepted);

        var closing = accepted.DisposeAsync().AsTask(); // Kestrel is through with it
        Assert.Equal(1, _strangers.Count);

        var buffer = new byte[1 << 20];
        while (await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
        }
        await closing.WaitAsync(s_deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, _strangers.Count);
    }

    [Fact]
    public async Task A_stranger_may_send_32_KiB_and_no_more()
    {
        await using var listener = await ListenAsync();
        using var client = Connect(listener.EndPoint);
        await using var accepted = (await listener.AcceptAsync(TestContext.Current.CancellationToken))!;

        client.Send(new byte[100 * 1024]);

        var reader = accepted.Transport.Input;
        ReadResult read;
        do
        {
            read = await reader.ReadAsync(TestContext.Current.CancellationToken);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        while (!read.IsCompleted);
        Assert.Equal(32 * 1024, read.Buffer.Length);
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

    private ValueTask<IConnectionListener> ListenAsync(Func<Socket, CancellationToken, ValueTask<Socket>>? accept = null) =>
        new SocketTransport(
            _failed.SetResult,
            _report,
            _strangers,
            (socket, poller) => _pool.Fails ? throw new NotSupportedException("on fire") : new SocketConnection(socket, poller, _strangers, _pool, _pool, _report),
            accept).BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);

    /// <summary>Begins to send more than the other end and the kernel take.</summary>
    private static Task<FlushResult> Fill(ConnectionContext connection)
    {
        connection.Transport.Output.Write(new byte[32 * 1024 * 1024]);
        var flushing = connection.Transport.Output.FlushAsync().AsTask();
        Assert.False(flushing.IsCompleted);
        return flushing;
    }

    /// <summary>Whether the other end has closed the connection, in whatever way.</summary>
    private static bool IsCut(Socket client)
    {
        try
        {
            return client.Poll(0, SelectMode.SelectError) || (client.Poll(0, SelectMode.SelectRead) && client.Available == 0);
        }
        catch (SocketException)
        {
            return true;
        }
    }

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
