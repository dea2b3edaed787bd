using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Gelf.Engine.Native;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

/// <summary>
/// A connected TCP socket as a stream that waits in threads of its own, in <c>poll</c>. It avoids .NET's asynchronous sockets: those
/// wake one thread for all sockets, which wakes a pool thread for each event, and other pool threads then spin for more work. On two
/// cores, that takes as much time as carrying the bytes.
/// </summary>
/// <remarks>
/// Reads wait in the calling thread, or in a new one (<see cref="WaitsInThread"/>). Writes send at once what the kernel takes. A thread
/// that is made when it is first needed waits to send the rest. There is one reader and one writer at a time.
/// </remarks>
internal sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true), IValueTaskSource
{
    // The first bytes of a message may have preempted its sender in favour of this thread.
    private readonly CoreYield _yield = new(TimeProvider.System);
    private readonly SemaphoreSlim _restThere = new(0);
    private ManualResetValueTaskSourceCore<bool> _restSent;
    private readonly Lock _restGate = new();

    // Guarded by _restGate.
    private ReadOnlyMemory<byte> _rest;
    private Thread? _sender;
    private bool _disposed;

    private long _idleSignalledAt; // the receiving thread's

    /// <summary>Whether reads wait in the calling thread; set before a link's own thread reads.</summary>
    internal bool WaitsInThread { get; set; }

    /// <summary>Whether another write follows at once, so that both may share a segment. The writer sets it.</summary>
    internal bool MoreFollows { get; set; }

    /// <summary>
    /// Called by the receiving thread when nothing has come for <see cref="Ack.MaxDelay"/>, and at that interval while something comes.
    /// </summary>
    internal Action? OnIdle { get; set; }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        WaitsInThread ? new ValueTask<int>(Receive(buffer.Span)) : ReceiveInOtherThread(buffer);

    /// <summary>Receives what is there.</summary>
    /// <returns>How many bytes; 0: the other end has closed; -1: nothing is there.</returns>
    internal int TryReceive(Span<byte> buffer)
    {
        while (true)
        {
            var length = (int)Libc.Receive(Socket.SafeHandle, ref MemoryMarshal.GetReference(buffer), buffer.Length, Libc.MSG_DONTWAIT);
            if (length >= 0)
                return length;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN)
                return -1;
            if (errno != Errno.EINTR)
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(errno)}.");
        }
    }

    /// <summary>Sends what the kernel takes now.</summary>
    /// <returns>How many bytes.</returns>
    internal int TrySend(ReadOnlySpan<byte> bytes) => Send(bytes, mayWait: false);

    /// <summary>Receives what is there, or waits for something.</summary>
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
                // A busy link is never idle.
                if (OnIdle is not null && Stopwatch.GetElapsedTime(_idleSignalledAt) >= Ack.MaxDelay)
                    SignalIdle();
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
                SignalIdle();
            }
            WaitFor(errno, Libc.POLLIN);
            _yield.TryYield();
            // Acks were flushed before the wait: those that are delayed from now on are no older than this.
            _idleSignalledAt = Stopwatch.GetTimestamp();
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
                var sender = new Thread(SendRests) { IsBackground = true, Name = "gelf sender" };
                try
                {
                    sender.Start();
                }
                catch (Exception e)
                {
                    return ValueTask.FromException(e); // no thread can be had: not kept, or the next write would wait for it
                }
                _sender = sender;
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
        // A rest that is there by now is still dealt with; none comes later.
        lock (_restGate)
            _disposed = true;
        _restThere.Release();
    }

    private void SignalIdle()
    {
        OnIdle!();
        _idleSignalledAt = Stopwatch.GetTimestamp();
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
            catch (Exception e)
            {
                error = e; // whatever it is: whoever waits is told
            }
            // The writer goes on in this thread.
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

    /// <summary>Waits until the socket is ready. False: the timeout has passed (in ms; -1: none).</summary>
    private bool Wait(short events, int timeout = -1)
    {
        var handle = Socket.SafeHandle;
        Span<Libc.PollDescriptor> descriptor = stackalloc Libc.PollDescriptor[1];
        // Referenced, so that its descriptor cannot become another file's during the wait.
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
