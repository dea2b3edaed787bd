using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Congestion;

/// <summary>
/// The queue of one flow, or of a few flows that share it, with CoDel (RFC 8289): when sojourn times stay above the target for an interval,
/// messages are dropped from the front. Guarded by its owner's lock.
/// </summary>
internal sealed class FlowQueue(TimeProvider time, MessagePool pool)
{
    // The tail is kept apart, since more frames may join it.
    private readonly Queue<Entry> _entries = new();
    private Entry _tail;
    private bool _hasTail;

    // CoDel.
    private bool _isAboveTarget;
    private long _nextDropAt;
    private int _dropCount;

    private struct Entry(MessageBuffer message, uint flow, long enqueuedAt)
    {
        internal Batch Batch = new(message);

        internal readonly uint Flow => flow;

        internal readonly long EnqueuedAt => enqueuedAt;
    }

    /// <summary>The key by which its owner finds it.</summary>
    internal ulong Key { get; set; }

    /// <summary>Bytes that it may still send in this round.</summary>
    internal int Deficit { get; set; }

    /// <summary>Whether it is in the list of old flows.</summary>
    internal bool IsOld { get; set; }

    /// <summary>Whether it is sparse: it has sent less than a quantum since it began.</summary>
    internal bool IsSparse { get; set; }

    /// <summary>Bytes that are queued, by what messages are charged.</summary>
    internal int Bytes { get; private set; }

    internal bool IsEmpty => !_hasTail;

    /// <summary>Bytes of the next message; 0: the queue is empty.</summary>
    internal int NextLength => _entries.TryPeek(out var next) ? next.Batch.Message.Length : _hasTail ? _tail.Batch.Message.Length : 0;

    /// <summary>
    /// Adds a message, which the queue then owns. It joins the last one if both fit the limit and are of the same flow: flows may share a
    /// queue, but not a message.
    /// </summary>
    internal void Enqueue(MessageBuffer message, uint flow, int batchLimit)
    {
        if (_hasTail && _tail.Flow == flow && TryJoin(message, batchLimit))
            return;
        if (_hasTail)
            _entries.Enqueue(_tail);
        _tail = new Entry(message, flow, time.GetTimestamp());
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

    /// <summary>Takes the next message out. CoDel may drop others before it.</summary>
    internal MessageBuffer? Dequeue(TimeSpan target, Action<MessageBuffer> drop, out uint flow)
    {
        while (TryTakeFirst(out var first))
        {
            var message = first.Batch.Message;
            Bytes -= message.Charge;
            flow = first.Flow;
            if (!ShouldDrop(first.EnqueuedAt, target))
                return message;
            drop(message);
        }
        LeaveDropping();
        flow = 0;
        return null;
    }

    /// <summary>Takes the oldest message out, whatever its sojourn time; null: the queue is empty.</summary>
    internal MessageBuffer? DequeueOldest()
    {
        if (!TryTakeFirst(out var oldest))
            return null;
        Bytes -= oldest.Batch.Message.Charge;
        return oldest.Batch.Message;
    }

    private bool TryTakeFirst(out Entry first)
    {
        if (_entries.TryDequeue(out first))
            return true;
        first = _tail;
        var had = _hasTail;
        (_tail, _hasTail) = (default, false);
        return had;
    }

    // The last message is never dropped.
    private bool ShouldDrop(long enqueuedAt, TimeSpan target)
    {
        var now = time.GetTimestamp();
        var sojournTime = time.GetElapsedTime(enqueuedAt, now);
        if (sojournTime < target || IsEmpty)
        {
            LeaveDropping();
            return false;
        }
        if (!_isAboveTarget)
        {
            _isAboveTarget = true;
            _nextDropAt = now + Ticks(CongestionLimits.Interval);
            return false;
        }
        if (now < _nextDropAt)
            return false;
        _dropCount++;
        _nextDropAt = now + Ticks(CongestionLimits.Interval / Math.Sqrt(_dropCount));
        return true;
    }

    private void LeaveDropping() => (_isAboveTarget, _dropCount) = (false, 0);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
