using Gelf.Engine.Buffers;

namespace Gelf.Engine.Links;

/// <summary>
/// The messages queued on a link: urgent ones first, frames behind them, each bounded in bytes. Any thread adds; one at a time sends.
/// </summary>
internal sealed class LinkQueue
{
    /// <summary>Bytes charged for queued frames at most.</summary>
    internal const int FramesLimit = 4 << 20;

    /// <summary>Bytes charged for queued urgent messages at most; more mean that the other end takes none.</summary>
    internal const int UrgentLimit = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<MessageBuffer> _urgent = new();
    private readonly Queue<MessageBuffer> _frames = new();
    private int _frameBytes;
    private int _urgentBytes;
    private bool _sending;
    private bool _completed;

    internal SendOutcome Add(MessageBuffer message, bool urgent)
    {
        lock (_gate)
        {
            if (_completed)
                return SendOutcome.Closed;
            ref var bytes = ref urgent ? ref _urgentBytes : ref _frameBytes;
            if (bytes > 0 && bytes + message.Charge > (urgent ? UrgentLimit : FramesLimit))
                return SendOutcome.QueueFull;
            bytes += message.Charge;
            (urgent ? _urgent : _frames).Enqueue(message.Retain());
            return SendOutcome.Queued;
        }
    }

    /// <summary>Takes the next message out, with its reference. Null: the queue is empty.</summary>
    internal MessageBuffer? TryTake()
    {
        lock (_gate)
        {
            if (_urgent.TryDequeue(out var message))
                _urgentBytes -= message.Charge;
            else if (_frames.TryDequeue(out message))
                _frameBytes -= message.Charge;
            return message;
        }
    }

    /// <summary>Makes the caller the sender. False: another thread is, and will send what is queued.</summary>
    internal bool TryBeginSending()
    {
        lock (_gate)
        {
            if (_sending)
                return false;
            return _sending = true;
        }
    }

    /// <summary>Takes the next message out, with its reference. Null: the queue is empty, and the caller is no longer the sender.</summary>
    /// <param name="moreFollow">Whether other messages are behind it.</param>
    internal MessageBuffer? TakeOrEndSending(out bool moreFollow)
    {
        lock (_gate)
        {
            var message = TryTake();
            moreFollow = _urgent.Count > 0 || _frames.Count > 0;
            _sending = message is not null;
            return message;
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

    /// <summary>Refuses further messages, and releases the frames. Queued urgent messages can still be taken out.</summary>
    /// <returns>How many messages were released.</returns>
    internal int Complete()
    {
        var count = 0;
        lock (_gate)
        {
            _completed = true;
            for (; _frames.TryDequeue(out var message); count++)
                message.Release();
            _frameBytes = 0;
        }
        return count;
    }

    /// <summary>Releases all messages.</summary>
    /// <returns>How many messages were released.</returns>
    internal int Clear()
    {
        var count = 0;
        for (; TryTake() is { } message; count++)
            message.Release();
        return count;
    }
}
