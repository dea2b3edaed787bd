using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Gelf.Engine.Native;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

/// <summary>
/// A connected TCP socket as a stream that waits in threads of its own, in <c>poll</c>, and stays out of .NET's asynchronous
/// sockets: those wake one thread for all sockets, which wakes one of a pool for each event, whose others then look for more
/// work for a while. On two cores that takes as much time as carrying the bytes.
/// </summary>
/// <remarks>
/// Reads wait in the calling thread, or in one made for it (<see cref="WaitsInThread"/>). Writes send at once what the kernel
/// takes; for the rest, a thread waits that is made when it is first needed. One reader and one writer at a time.
/// </remarks>
internal sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true), IValueTaskSource
{
    // How long acks are held back, by the protocol.

    // The first bytes of a message may have stopped whoever sends it in favour of this thread.
    private readonly CoreYield _yield = new(TimeProvider.System);
    private readonly SemaphoreSlim _restThere = new(0);
    private ManualResetValueTaskSourceCore<bool> _restSent;
    private readonly Lock _restGate = new();
    private ReadOnlyMemory<byte> _rest; // guarded by it, and the next two, too
    private Thread? _sender;
    private bool _disposed;
    private long _idleToldAt;

    /// <summary>Whether reads wait in the calling thread; set before a link's own thread reads.</summary>
    internal bool WaitsInThread { get; set; }

    /// <summary>Whether something else will be written at once, so that both may go in one segment. Whoever writes sets it.</summary>
    internal bool MoreFollows { get; set; }

    /// <summary>Called by the thread that receives: when nothing has come for 2 ms, and every 2 ms while something does.</summary>
    internal Action? OnIdle { get; set; }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        WaitsInThread ? new ValueTask<int>(Receive(buffer.Span)) : ReceiveInOtherThread(buffer);

    /// <summary>Waits until there is something to receive, or the other end is gone.</summary>
    internal void WaitToReceive() => Wait(Libc.POLLIN);

    /// <summary>Receives what is there, and waits for it if need be.</summary>
    /// <returns>How many bytes; 0: the other end has closed.</returns>
    internal int Receive(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            var length = (int)Libc.Receive(Socket.SafeHandle, ref MemoryMarshal.GetReference(buffer), buffer.Length, Libc.MSG_DONTWAIT);
            if (length >= 0)
            {
                // Where something always comes, there is no rest.
                if (OnIdle is not null && Stopwatch.GetElapsedTime(_idleToldAt) >= Ack.MaxDelay)
                    TellIdle();
                return length;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN && OnIdle is not null)
            {
                if (Wait(Libc.POLLIN, (int)Ack.MaxDelay.TotalMilliseconds))
                {
                    _yield.TryYield();
                    continue;
                }
                TellIdle();
            }
            WaitFor(errno, Libc.POLLIN);
            _yield.TryYield();
            // All was told before it waited: what is held back from now on is no older than this.
            _idleToldAt = Stopwatch.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int sent;
        try
        {
            sent = Send(buffer.Span, mayWait: false);
        }
        catch (IOException e)
        {
            return ValueTask.FromException(e);
        }
        if (sent == buffer.Length)
            return ValueTask.CompletedTask;
        short version;
        lock (_restGate)
        {
            if (_disposed)
                return ValueTask.FromException(new ObjectDisposedException(nameof(SocketStream)));
            if (_sender is null)
            {
                _sender = new Thread(SendRests) { IsBackground = true, Name = "gelf sender" };
                _sender.Start();
            }
            _restSent.Reset();
            version = _restSent.Version; // before it can complete
            _rest = buffer[sent..];
        }
        _restThere.Release();
        return new ValueTask(this, version);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Shuts the socket down, which ends what waits for it.
        base.Dispose(disposing);
        // Whatever rest is there by now is still looked after; none comes later.
        lock (_restGate)
            _disposed = true;
        _restThere.Release();
    }

    private void TellIdle()
    {
        OnIdle!();
        _idleToldAt = Stopwatch.GetTimestamp();
    }

    private void SendRests()
    {
        while (true)
        {
            _restThere.Wait();
            ReadOnlyMemory<byte> rest;
            lock (_restGate)
            {
                rest = _rest;
                _rest = default;
                if (rest.IsEmpty && _disposed)
                    return;
            }
            if (rest.IsEmpty)
                continue;
            Exception? error = null;
            try
            {
                Send(rest.Span, mayWait: true);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                error = e;
            }
            // Who waited goes on in this thread.
            if (error is null)
                _restSent.SetResult(true);
            else
                _restSent.SetException(error);
        }
    }

    private ValueTask<int> ReceiveInOtherThread(Memory<byte> buffer) => new(OwnThread.Run("gelf socket", () => Receive(buffer.Span)));

    private int Send(ReadOnlySpan<byte> bytes, bool mayWait)
    {
        var sent = 0;
        var flags = Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL | (MoreFollows ? Libc.MSG_MORE : 0);
        while (sent < bytes.Length)
        {
            var length = (int)Libc.Send(Socket.SafeHandle, in MemoryMarshal.GetReference(bytes[sent..]), bytes.Length - sent, flags);
            if (length >= 0)
            {
                sent += length;
                continue;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN && !mayWait)
                break;
            WaitFor(errno, Libc.POLLOUT);
        }
        return sent;
    }

    private void WaitFor(int errno, short events)
    {
        if (errno == Errno.EAGAIN)
            Wait(events);
        else if (errno != Errno.EINTR)
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    /// <summary>Waits until the socket is ready. False: it is not, within the time given (in ms; -1: without end).</summary>
    private bool Wait(short events, int timeout = -1)
    {
        var handle = Socket.SafeHandle;
        Span<Libc.PollDescriptor> descriptor = stackalloc Libc.PollDescriptor[1];
        // Held, so that its number cannot become another file's while this waits.
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            descriptor[0] = new() { Descriptor = (int)handle.DangerousGetHandle(), Events = events };
            var ready = Libc.Poll(descriptor, 1, timeout);
            if (ready < 0 && Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(errno)}.");
            return ready != 0;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    void IValueTaskSource.GetResult(short token) => _restSent.GetResult(token);
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _restSent.GetStatus(token);
    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _restSent.OnCompleted(continuation, state, token, flags);
}
