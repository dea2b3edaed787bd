using System.Threading.Tasks.Sources;

namespace Gelf.Engine.Links;

/// <summary>
/// What waits to be sent on a link: urgent messages first, frames behind them, bounded in bytes.
/// Many may add; one loop takes. Waiting allocates nothing.
/// </summary>
internal sealed class LinkQueue : IValueTaskSource
{
    /// <summary>Bytes of frames that may wait.</summary>
    internal const int FramesLimit = 4 << 20;

    /// <summary>Urgent messages that may wait; more mean that the other end takes none.</summary>
    internal const int UrgentLimit = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<MessageBuffer> _urgent = new();
    private readonly Queue<MessageBuffer> _frames = new();
    private ManualResetValueTaskSourceCore<bool> _signal = new() { RunContinuationsAsynchronously = true };
    private int _frameBytes;
    private bool _waiting;
    private bool _completed;

    internal SendOutcome Add(MessageBuffer message, bool urgent)
    {
        bool wake;
        lock (_gate)
        {
            if (_completed)
                return SendOutcome.Closed;
            if (urgent ? _urgent.Count >= UrgentLimit : _frameBytes > 0 && _frameBytes + message.Length > FramesLimit)
                return SendOutcome.QueueFull;
            (urgent ? _urgent : _frames).Enqueue(message.Retain());
            if (!urgent)
                _frameBytes += message.Length;
            wake = _waiting;
            _waiting = false;
        }
        if (wake)
            _signal.SetResult(true);
        return SendOutcome.Queued;
    }

    /// <summary>The next message, with its reference. Null: nothing is there.</summary>
    internal MessageBuffer? TryTake()
    {
        lock (_gate)
        {
            if (_urgent.TryDequeue(out var message))
                return message;
            if (_frames.TryDequeue(out message))
                _frameBytes -= message.Length;
            return message;
        }
    }

    /// <summary>Ends when something may be there, or nothing will come any more (<see cref="IsCompleted"/>).</summary>
    internal ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_urgent.Count > 0 || _frames.Count > 0 || _completed)
                return ValueTask.CompletedTask;
            _signal.Reset();
            _waiting = true;
            return new ValueTask(this, _signal.Version);
        }
    }

    internal bool IsCompleted
    {
        get
        {
            lock (_gate)
                return _completed;
        }
    }

    /// <summary>Takes nothing more, and lets go of the frames. Urgent messages that are there can still be taken.</summary>
    /// <returns>How many messages it let go of.</returns>
    internal int Complete()
    {
        bool wake;
        var count = 0;
        lock (_gate)
        {
            _completed = true;
            for (; _frames.TryDequeue(out var message); count++)
                message.Release();
            _frameBytes = 0;
            wake = _waiting;
            _waiting = false;
        }
        if (wake)
            _signal.SetResult(true);
        return count;
    }

    /// <summary>Gives back what will not be sent.</summary>
    /// <returns>How many messages that were.</returns>
    internal int Clear()
    {
        var count = 0;
        for (; TryTake() is { } message; count++)
            message.Release();
        return count;
    }

    void IValueTaskSource.GetResult(short token) => _signal.GetResult(token);
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _signal.GetStatus(token);
    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);
}
