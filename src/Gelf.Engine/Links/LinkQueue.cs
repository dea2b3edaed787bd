using Gelf.Engine.Buffers;

namespace Gelf.Engine.Links;

/// <summary>
/// What waits to be sent on a link: urgent messages first, frames behind them, bounded in bytes.
/// Many may add; one at a time sends.
/// </summary>
internal sealed class LinkQueue
{
    /// <summary>Bytes of frames that may wait, by what they are charged.</summary>
    internal const int FramesLimit = 4 << 20;

    /// <summary>Urgent messages that may wait; more mean that the other end takes none.</summary>
    internal const int UrgentLimit = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<MessageBuffer> _urgent = new();
    private readonly Queue<MessageBuffer> _frames = new();
    private int _frameBytes;
    private bool _sending;
    private bool _completed;

    internal SendOutcome Add(MessageBuffer message, bool urgent)
    {
        lock (_gate)
        {
            if (_completed)
                return SendOutcome.Closed;
            if (urgent ? _urgent.Count >= UrgentLimit : _frameBytes > 0 && _frameBytes + message.Charge > FramesLimit)
                return SendOutcome.QueueFull;
            (urgent ? _urgent : _frames).Enqueue(message.Retain());
            if (!urgent)
                _frameBytes += message.Charge;
            return SendOutcome.Queued;
        }
    }

    /// <summary>The next message, with its reference. Null: nothing is there.</summary>
    internal MessageBuffer? TryTake()
    {
        lock (_gate)
        {
            if (_urgent.TryDequeue(out var message))
                return message;
            if (_frames.TryDequeue(out message))
                _frameBytes -= message.Charge;
            return message;
        }
    }

    /// <summary>Makes the caller the one who sends. False: somebody else does, and will find what is here.</summary>
    internal bool TryBeginSending()
    {
        lock (_gate)
        {
            if (_sending)
                return false;
            return _sending = true;
        }
    }

    /// <summary>The next message, with its reference. Null: nothing is there, and the caller is not the one who sends any more.</summary>
    /// <param name="moreFollow">Whether there are others behind it.</param>
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

    /// <summary>Takes nothing more, and lets go of the frames. Urgent messages that are there can still be taken.</summary>
    /// <returns>How many messages it let go of.</returns>
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

    /// <summary>Gives back what will not be sent.</summary>
    /// <returns>How many messages that were.</returns>
    internal int Clear()
    {
        var count = 0;
        for (; TryTake() is { } message; count++)
            message.Release();
        return count;
    }
}
