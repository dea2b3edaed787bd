using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Congestion;

/// <summary>
/// What waits of one flow, or of a few that share a queue, and how long it has (the idea of CoDel, RFC 8289). Guarded by its owner's lock.
/// </summary>
internal sealed class FlowQueue(TimeProvider time, MessagePool pool)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    // The last message stands beside the queue, since more may join it.
    private readonly Queue<Waiting> _messages = new();
    private Waiting _tail;
    private bool _hasTail;
    private long? _tooLongSince;
    private long _nextDrop;
    private int _drops;

    private struct Waiting(MessageBuffer message, uint flow, long since)
    {
        internal Batch Batch = new(message);

        internal readonly uint Flow => flow;

        internal readonly long Since => since;
    }

    /// <summary>Where its owner finds it.</summary>
    internal ulong Key { get; set; }

    /// <summary>Bytes that the flow may send in this turn.</summary>
    internal int Deficit { get; set; }

    /// <summary>Whether it stands among those that have had a turn.</summary>
    internal bool IsOld { get; set; }

    /// <summary>Whether it has sent less than a turn's worth since it began.</summary>
    internal bool SendsLittle { get; set; }

    /// <summary>Bytes that wait, by what messages are charged.</summary>
    internal int Bytes { get; private set; }

    internal bool IsEmpty => !_hasTail;

    /// <summary>Bytes of the next message; 0: nothing waits.</summary>
    internal int NextLength => _messages.TryPeek(out var next) ? next.Batch.Message.Length : _hasTail ? _tail.Batch.Message.Length : 0;

    /// <summary>
    /// Puts a message at the end, as one of its own or joined to the last one, if that is of this very flow (others may share the
    /// queue, but not a message) and both fit the limit. The queue owns it then.
    /// </summary>
    internal void Add(MessageBuffer message, uint flow, int batchLimit)
    {
        if (_hasTail && _tail.Flow == flow && TryJoin(message, batchLimit))
            return;
        if (_hasTail)
            _messages.Enqueue(_tail);
        _tail = new Waiting(message, flow, time.GetTimestamp());
        _hasTail = true;
        Bytes += message.Charge;
    }

    private bool TryJoin(MessageBuffer message, int batchLimit)
    {
        var charged = _tail.Batch.Message.Charge;
        var needed = _tail.Batch.Message.Length + message.Length - Envelope.Size;
        if (needed > batchLimit)
            return false;
        if (needed > _tail.Batch.Message.Capacity - Envelope.TagSize)
            _tail.Batch.MoveTo(pool.Rent(Math.Min(2 * needed, batchLimit) + Envelope.TagSize));
        _tail.Batch.AddAll(message);
        Bytes += _tail.Batch.Message.Charge - charged;
        message.Release();
        return true;
    }

    /// <summary>The next message. When messages have waited for longer than they should for a while, some are dropped before it.</summary>
    internal MessageBuffer? Take(TimeSpan target, Action<MessageBuffer> drop, out uint flow)
    {
        while (TryDequeue(out var next))
        {
            var message = next.Batch.Message;
            Bytes -= message.Charge;
            flow = next.Flow;
            if (!IsToBeDropped(next.Since, target))
                return message;
            drop(message);
        }
        _tooLongSince = null;
        _drops = 0;
        flow = 0;
        return null;
    }

    /// <summary>The oldest message, however long it has waited; null: nothing waits.</summary>
    internal MessageBuffer? TakeOldest()
    {
        if (!TryDequeue(out var oldest))
            return null;
        Bytes -= oldest.Batch.Message.Charge;
        return oldest.Batch.Message;
    }

    private bool TryDequeue(out Waiting next)
    {
        if (_messages.TryDequeue(out next))
            return true;
        next = _tail;
        var had = _hasTail;
        (_tail, _hasTail) = (default, false);
        return had;
    }

    private bool IsToBeDropped(long since, TimeSpan target)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(since, now) < target || IsEmpty)
        {
            _tooLongSince = null;
            _drops = 0;
            return false;
        }
        if (_tooLongSince is null)
        {
            _tooLongSince = now;
            _nextDrop = now + Ticks(s_interval);
            return false;
        }
        if (now < _nextDrop)
            return false;
        _drops++;
        _nextDrop = now + Ticks(s_interval / Math.Sqrt(_drops));
        return true;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
