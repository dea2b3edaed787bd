using Gelf.Engine.Links;

namespace Gelf.Engine.Pacing;

/// <summary>
/// What waits for one peer, by flow: flows take turns, and one that sends little goes first (the idea of FQ-CoDel, RFC 8290).
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
    /// <param name="drop">Takes what is dropped; true: because there was no room, false: because it had waited too long.</param>
    internal FlowQueues(TimeProvider time, MessagePool pool, Action<MessageBuffer, bool> drop)
    {
        _time = time;
        _pool = pool;
        _drop = drop;
        _dropAged = message => drop(message, false);
    }

    /// <summary>Bytes that may wait.</summary>
    internal const int Limit = 4 * 1024 * 1024;

    // What a flow may send in its turn is a small part of a message, as in RFC 8290: the flows that have sent one are passed over
    // until they have made up for it, so that others which send less do not wait for one of each. Not smaller than it has to be,
    // since each turn that is passed over takes time, too.
    private const int TurnsPerMessage = 8;
    private const int LeastQuantum = 2 * 1024;

    /// <summary>Queues. As many that a small flow beside eight busy ones shares one of theirs, and waits as they do, once in 500 times.</summary>
    internal const int Buckets = 4096;

    private readonly FlowQueue?[] _flows = new FlowQueue?[Buckets];
    private readonly Queue<FlowQueue> _new = new();
    private readonly Queue<FlowQueue> _old = new();
    private readonly HashSet<FlowQueue> _active = [];
    private int _quantum = LeastQuantum;

    internal int Bytes { get; private set; }

    internal bool IsEmpty => Bytes == 0;

    /// <summary>Puts a message in its flow's queue, which then owns it. Joined to the one before if both fit the limit.</summary>
    /// <param name="flow">The flow's label.</param>
    /// <param name="message">The message; its first bytes are free for the envelope.</param>
    /// <param name="batchLimit">Bytes of a message at most.</param>
    internal void Add(uint flow, MessageBuffer message, int batchLimit)
    {
        _quantum = Math.Max(batchLimit / TurnsPerMessage, LeastQuantum);
        var queue = _flows[flow % Buckets] ??= new FlowQueue(_time, _pool);
        if (Bytes + message.Length > Limit && !TryMakeRoom(message.Length, queue))
        {
            _drop(message, true);
            return;
        }
        var before = queue.Bytes;
        queue.Add(message, flow, batchLimit);
        Bytes += queue.Bytes - before;
        if (_active.Add(queue))
        {
            queue.Deficit = _quantum;
            queue.IsOld = false;
            queue.SendsLittle = true;
            _new.Enqueue(queue);
        }
        else if (before == 0 && queue.IsOld && queue.SendsLittle)
        {
            // It keeps its place among the old ones, where its next turn begins, and has what is left of this one now.
            _new.Enqueue(queue);
        }
    }

    /// <summary>Has the flow that has most waiting lose its oldest messages, unless the one that wants room would have as much.</summary>
    private bool TryMakeRoom(int bytes, FlowQueue queue)
    {
        while (Bytes + bytes > Limit)
        {
            var most = queue;
            foreach (var other in _active)
                if (other.Bytes > most.Bytes)
                    most = other;
            if (most.Bytes <= queue.Bytes + bytes || most.TakeOldest() is not { } oldest)
                return false;
            Bytes -= oldest.Length;
            _drop(oldest, true);
        }
        return true;
    }

    /// <summary>The next message and its flow; null: nothing waits.</summary>
    internal MessageBuffer? Take(out uint flow)
    {
        while (_new.Count + _old.Count > 0)
        {
            var list = _new.Count > 0 ? _new : _old;
            var queue = list.Peek();
            var keepsPlace = list == _new && queue.IsOld;
            if (queue.Deficit <= 0)
            {
                list.Dequeue();
                if (keepsPlace)
                    continue;
                queue.Deficit += _quantum;
                queue.SendsLittle = false;
                MakeOld(queue);
                continue;
            }
            var before = queue.Bytes;
            var message = queue.Take(_dropAged, out flow);
            Bytes -= before - queue.Bytes;
            if (message is not null)
            {
                queue.Deficit -= message.Length;
                return message;
            }
            list.Dequeue();
            if (keepsPlace)
                continue;
            // A flow that has had its say goes round once more before it counts as new again, else it would always be first.
            if (list == _new && _old.Count > 0)
                MakeOld(queue);
            else
                _active.Remove(queue);
        }
        flow = 0;
        return null;
    }

    private void MakeOld(FlowQueue queue)
    {
        queue.IsOld = true;
        _old.Enqueue(queue);
    }

    /// <summary>Drops all that waits.</summary>
    internal void Clear()
    {
        while (Take(out _) is { } message)
            _drop(message, true);
    }
}
