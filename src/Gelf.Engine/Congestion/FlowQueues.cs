using Gelf.Engine.Buffers;
using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>
/// FQ-CoDel (RFC 8290): a queue for each flow to one peer. Flows take turns of a quantum; new and sparse flows go first.
/// Guarded by its owner's lock.
/// </summary>
internal sealed class FlowQueues
{
    private readonly TimeProvider _time;
    private readonly MessagePool _pool;
    private readonly Action<MessageBuffer, bool> _drop;
    private readonly Action<MessageBuffer> _dropAged;

    /// <param name="time">The clock.</param>
    /// <param name="pool">Where messages come from.</param>
    /// <param name="drop">Takes a dropped message; true: there was no room, false: CoDel dropped it.</param>
    internal FlowQueues(TimeProvider time, MessagePool pool, Action<MessageBuffer, bool> drop)
    {
        _time = time;
        _pool = pool;
        _drop = drop;
        _dropAged = message => drop(message, false);
    }

    // Marks the keys of shared queues; all others are flow labels.
    private const ulong Shared = 1UL << 32;

    // A flow has a queue from its first message until the queue is found empty at its turn.
    private readonly Dictionary<ulong, FlowQueue> _flows = [];
    private readonly Stack<FlowQueue> _spare = new();

    // A sparse flow that is old may have a place in the new list besides.
    private readonly Queue<FlowQueue> _new = new();
    private readonly Queue<FlowQueue> _old = new();
    private int _quantum = MinQuantum;
    private TimeSpan _target = MinTarget;

    /// <summary>Bytes that are queued, by what messages are charged.</summary>
    internal int Bytes { get; private set; }

    internal bool IsEmpty => Bytes == 0;

    /// <summary>Adds a message to its flow's queue, which then owns it. It joins the last one if both fit the limit.</summary>
    /// <param name="flow">The flow's label.</param>
    /// <param name="message">The message; its first bytes are free for the envelope.</param>
    /// <param name="batchLimit">Bytes of a message at most.</param>
    /// <param name="batchTime">How long a slow path takes for a message at the limit; zero: the path is not slow.</param>
    internal void Enqueue(uint flow, MessageBuffer message, int batchLimit, TimeSpan batchTime)
    {
        _quantum = Math.Max(batchLimit / QuantaPerBatch, MinQuantum);
        var target = TargetBatches * _flows.Count * batchTime;
        _target = target < MinTarget ? MinTarget : target > MaxTarget ? MaxTarget : target;
        var queue = Find(flow);
        var before = queue?.Bytes ?? 0;
        if (Bytes + message.Charge > QueueLimit && !TryMakeRoom(message.Charge, before))
        {
            _drop(message, true);
            return;
        }
        queue ??= Begin(flow);
        queue.Enqueue(message, flow, batchLimit);
        Bytes += queue.Bytes - before;
        // It keeps its place in the old list, where its next turn begins, and may use up the rest of this turn now.
        if (before == 0 && queue.IsOld && queue.IsSparse)
            _new.Enqueue(queue);
    }

    /// <summary>
    /// The queue of a flow; null: it has none. A flow that began in a shared queue stays there until that is empty, or its messages would
    /// overtake each other.
    /// </summary>
    private FlowQueue? Find(uint flow) =>
        _flows.TryGetValue(flow, out var queue) || _flows.TryGetValue(SharedKey(flow), out queue) ? queue : null;

    private static ulong SharedKey(uint flow) => Shared | flow % MaxFlows;

    private FlowQueue Begin(uint flow)
    {
        if (!_spare.TryPop(out var queue))
            queue = new FlowQueue(_time, _pool);
        queue.Key = _flows.Count < MaxFlows ? flow : SharedKey(flow);
        queue.Deficit = _quantum;
        queue.IsOld = false;
        queue.IsSparse = true;
        _flows.Add(queue.Key, queue);
        _new.Enqueue(queue);
        return queue;
    }

    /// <summary>Drops the oldest messages of the longest queue, unless the queue that needs room would be as long.</summary>
    private bool TryMakeRoom(int bytes, int queued)
    {
        while (Bytes + bytes > QueueLimit)
        {
            FlowQueue? longest = null;
            foreach (var queue in _flows.Values)
                if (queue.Bytes > (longest?.Bytes ?? 0))
                    longest = queue;
            if (longest is null || longest.Bytes <= queued + bytes || longest.DequeueOldest() is not { } oldest)
                return false;
            Bytes -= oldest.Charge;
            _drop(oldest, true);
        }
        return true;
    }

    /// <summary>Takes the next message out, and tells its flow; null: nothing is queued.</summary>
    internal MessageBuffer? Dequeue(out uint flow)
    {
        while (_new.Count + _old.Count > 0)
            if (TakeTurn(_new.Count > 0 ? _new : _old, out flow) is { } message)
                return message;
        flow = 0;
        return null;
    }

    /// <summary>
    /// Takes the next small message of a sparse flow out, and tells its flow; null: there is none. (If CoDel drops the small one, the next
    /// one of its queue goes, however large.)
    /// </summary>
    internal MessageBuffer? DequeueSmall(out uint flow)
    {
        MessageBuffer? message = null;
        flow = 0;
        // Once around the whole list, so that those that stay keep their order.
        for (var left = _new.Count; left > 0; left--)
        {
            if (message is null && _new.Peek().NextLength <= SmallMessage)
            {
                message = TakeTurn(_new, out flow);
                if (message is null)
                    continue;
            }
            _new.Enqueue(_new.Dequeue());
        }
        return message;
    }

    /// <summary>
    /// Takes the next message of the first queue of a list out; null: it is empty or has used up its turn, and has left its place.
    /// </summary>
    private MessageBuffer? TakeTurn(Queue<FlowQueue> list, out uint flow)
    {
        var queue = list.Peek();
        var hasOldPlace = list == _new && queue.IsOld;
        if (queue.Deficit <= 0)
        {
            flow = 0;
            list.Dequeue();
            if (hasOldPlace)
                return null;
            queue.Deficit += _quantum;
            queue.IsSparse = false;
            MakeOld(queue);
            return null;
        }
        var before = queue.Bytes;
        var message = queue.Dequeue(_target, _dropAged, out flow);
        Bytes -= before - queue.Bytes;
        if (message is not null)
        {
            queue.Deficit -= message.Length;
            return message;
        }
        list.Dequeue();
        if (hasOldPlace)
            return null;
        // An empty new queue passes through the old list before it ends; else a flow could be new, and first, again and again (RFC 8290,
        // 4.2).
        if (list == _new)
            MakeOld(queue);
        else
            End(queue);
        return null;
    }

    private void End(FlowQueue queue)
    {
        _flows.Remove(queue.Key);
        _spare.Push(queue);
    }

    private void MakeOld(FlowQueue queue)
    {
        queue.IsOld = true;
        _old.Enqueue(queue);
    }

    /// <summary>Drops everything.</summary>
    internal void Clear()
    {
        while (Dequeue(out _) is { } message)
            _drop(message, true);
    }
}
