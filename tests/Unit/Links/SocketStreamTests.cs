using System.Net.Sockets;
using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

public sealed class SocketStreamTests : IDisposable
{
    // More than the kernel holds for one connection on its way over loopback.
    private const int MoreThanFits = 32 * 1024 * 1024;

    private readonly Socket _other;
    private readonly SocketStream _stream;

    public SocketStreamTests() => (_stream, _other) = Connect();

    private static (SocketStream Stream, Socket Other) Connect()
    {
        var (dialled, accepted) = SocketPair.Connect();
        return (new SocketStream(dialled), accepted);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void What_the_kernel_takes_is_sent_before_the_write_returns()
    {
        var writing = _stream.WriteAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);

        Assert.True(writing.IsCompletedSuccessfully);
        var received = new byte[3];
        Assert.Equal(3, _other.Receive(received));
        Assert.Equal([1, 2, 3], received);
    }

    [Fact]
    public void What_is_followed_by_more_waits_for_it()
    {
        // A kernel waits for 0.2 s at most: a machine that stops for longer between two lines of this does so once or twice.
        _stream.Socket.NoDelay = true;
        var waited = Enumerable.Range(0, 20).Count(_ =>
        {
            _stream.MoreFollows = true;
            Write(1);
            var hasWaited = _other.Available == 0;
            _stream.MoreFollows = false;
            Write(2);
            for (var left = 2; left > 0;)
                left -= _other.Receive(new byte[left]);
            return hasWaited;
        });

        Assert.InRange(waited, 15, 20);

        void Write(byte value) => Assert.True(_stream.WriteAsync(new[] { value }, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_the_other_end_reads_late_arrives_whole_and_in_order_twice()
    {
        var bytes = new byte[MoreThanFits];
        new Random(1).NextBytes(bytes);

        for (var time = 0; time < 2; time++)
        {
            var writing = _stream.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask();
            Assert.False(writing.IsCompleted);
            var received = await ReceiveAsync(bytes.Length);
            await writing;

            Assert.True(bytes.AsSpan().SequenceEqual(received));
        }
    }

    [Fact]
    public async Task A_write_that_waits_fails_when_the_stream_is_disposed_of()
    {
        var writing = _stream.WriteAsync(new byte[MoreThanFits], TestContext.Current.CancellationToken).AsTask();
        Assert.False(writing.IsCompleted);

        _stream.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => writing.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.True(writing.IsFaulted, "It did not end.");
    }

    /// <summary>The moment in which it could be missed is short, so many are tried.</summary>
    [Fact]
    public async Task Writes_end_whenever_the_stream_is_disposed_of()
    {
        var bytes = new byte[64 * 1024];
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var (stream, other) = Connect();
            other.ReceiveBufferSize = 4 * 1024;
            stream.Socket.SendBufferSize = 4 * 1024;
            // One that goes on as soon as it can, as a link does: in the thread that sent the rest before.
            var writing = Task.Run(async () =>
            {
                while (true)
                    await stream.WriteAsync(bytes).ConfigureAwait(false);
            }, TestContext.Current.CancellationToken);
            var reading = Task.Run(() => ReadAll(other), TestContext.Current.CancellationToken);
            Thread.SpinWait(random.Next(20_000));

            stream.Dispose();

            await Task.WhenAny(writing).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.True(writing.IsFaulted, "It did not end.");
            other.Dispose();
            await reading;
        }

        static void ReadAll(Socket socket)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (socket.Receive(buffer) > 0)
                {
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The connection is gone.
            }
        }
    }

    [Fact]
    public async Task A_read_that_waits_ends_when_the_stream_is_disposed_of()
    {
        var reading = _stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken).AsTask();

        _stream.Dispose();

        await Task.WhenAny(reading).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(reading.IsFaulted || await reading == 0);
    }

    [Fact]
    public async Task A_read_in_a_thread_of_its_own_tells_once_that_it_rests_and_goes_on_waiting()
    {
        var rests = 0;
        using var rested = new SemaphoreSlim(0);
        _stream.WaitsInThread = true;
        _stream.OnIdle = () =>
        {
            rests++;
            rested.Release();
        };
        var received = new byte[1];
        var reading = OwnThread.Run("test", () => _stream.Receive(received));
        Assert.True(await rested.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        _other.Send([7]);

        Assert.Equal(1, await reading.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(7, received[0]);
        // Twice if this machine left the thread alone for 2 ms right after it had waited.
        Assert.InRange(rests, 1, 2);
    }

    [Fact]
    public async Task A_read_that_never_has_to_wait_long_tells_every_2_ms_too()
    {
        var rests = 0;
        _stream.WaitsInThread = true;
        _stream.OnIdle = () => Interlocked.Increment(ref rests);
        var received = new byte[1];
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var reading = OwnThread.Run("test", () =>
        {
            while (Volatile.Read(ref rests) < 10 && !enough.IsCancellationRequested)
                _stream.Receive(received);
            enough.Cancel();
            return 0;
        });

        // Never is there nothing to be received.
        var bytes = new byte[64 * 1024];
        while (!enough.IsCancellationRequested)
            if (_other.Poll(1000, SelectMode.SelectWrite))
                _other.Send(bytes);

        await reading.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(rests >= 10);
    }

    [Fact]
    public async Task A_read_brings_nothing_once_the_other_end_has_closed()
    {
        _other.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await _stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_write_to_an_end_that_is_gone_fails_and_says_why()
    {
        // Closed with a reset, not in good order.
        _other.LingerState = new LingerOption(true, 0);
        _other.Dispose();

        var error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await _stream.WriteAsync(new byte[1024], TestContext.Current.CancellationToken);
        });

        Assert.Matches("reset|pipe", error.Message);
    }

    private async Task<byte[]> ReceiveAsync(int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
            at += await _other.ReceiveAsync(bytes.AsMemory(at), TestContext.Current.CancellationToken);
        return bytes;
    }
}
