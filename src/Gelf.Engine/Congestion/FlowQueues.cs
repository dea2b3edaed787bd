using Gelf.Engine.Buffers;

namespace Gelf.Engine.Congestion;

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

    /// <summary>Bytes that may wait, by what messages are charged.</summary>
    internal const int Limit = 4 * 1024 * 1024;

    /// <summary>Bytes of a small message at most, envelope and all.</summary>
    internal const int SmallMessage = 2 * 1024;

    // What a flow may send in its turn is a small part of a message, as in RFC 8290: the flows that have sent one are passed over
    // until they have made up for it, so that others which send less do not wait for one of each. Not smaller than it has to be,
    // since each turn that is passed over takes time, too.
    private const int TurnsPerMessage = 8;
    private const int LeastQuantum = SmallMessage;

    // How long a message may wait: longer than the 5 ms of a single queue, since each flow waits for the turns of the others, and short
    // flows go first anyway. On a slow path for two messages of each.
    private static readonly TimeSpan s_leastTarget = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestTarget = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// So many flows have a queue of their own; while there are as many, further ones share. A small flow that shares one with a busy flow
    /// waits and is dropped as that is, so none is to by chance, as it would if labels were only hashed into so many queues.
    /// </summary>
    internal const int MaxFlows = 4096;

    // Told from the labels of flows with a queue of their own.
    private const ulong Shared = 1UL << 32;

    // A queue is there from its flow's first message until it was found empty at its turn.
    private readonly Dictionary<ulong, FlowQueue> _flows = [];
    private readonly Stack<FlowQueue> _spare = new();
    private readonly Queue<FlowQueue> _new = new();
    private readonly Queue<FlowQueue> _old = new();
    private int _quantum = LeastQuantum;
    private TimeSpan _target = s_leastTarget;

    /// <summary>Bytes that wait, likewise.</summary>
    internal int Bytes { get; private set; }

    internal bool IsEmpty => Bytes == 0;

    /// <summary>Puts a message in its flow's queue, which then owns it. Joined to the one before if both fit the limit.</summary>
    /// <param name="flow">The flow's label.</param>
    /// <param name="message">The message; its first bytes are free for the envelope.</param>
    /// <param name="batchLimit">Bytes of a message at most.</param>
    /// <param name="batchTime">How long a slow path takes for so many; zero: it is not slow.</param>
    internal void Add(uint flow, MessageBuffer message, int batchLimit, TimeSpan batchTime)
    {
        _quantum = Math.Max(batchLimit / TurnsPerMessage, LeastQuantum);
        var twoOfEach = 2 * _flows.Count * batchTime;
        _target = twoOfEach < s_leastTarget ? s_leastTarget : twoOfEach > s_longestTarget ? s_longestTarget : twoOfEach;
        var queue = Find(flow);
        var before = queue?.Bytes ?? 0;
        if (Bytes + message.Charge > Limit && !TryMakeRoom(message.Charge, before))
        {
            _drop(message, true);
            return;
        }
        queue ??= Begin(flow);
        queue.Add(message, flow, batchLimit);
        Bytes += queue.Bytes - before;
        // It keeps its place among the old ones, where its next turn begins, and has what is left of this one now.
        if (before == 0 && queue.IsOld && queue.SendsLittle)
            _new.Enqueue(queue);
    }

    /// <summary>
    /// The queue of a flow; null: it has none. What began in a shared one stays there as long as that has anything, else its messages
    /// would overtake each other.
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
        queue.SendsLittle = true;
        _flows.Add(queue.Key, queue);
        _new.Enqueue(queue);
        return queue;
    }

    /// <summary>Has the flow that has most waiting lose its oldest messages, unless the one that wants room would have as much.</summary>
    private bool TryMakeRoom(int bytes, int waiting)
    {
        while (Bytes + bytes > Limit)
        {
            FlowQueue? most = null;
            foreach (var queue in _flows.Values)
                if (queue.Bytes > (most?.Bytes ?? 0))
                    most = queue;
            if (most is null || most.Bytes <= waiting + bytes || most.TakeOldest() is not { } oldest)
                return false;
            Bytes -= oldest.Charge;
            _drop(oldest, true);
        }
        return true;
    }

    /// <summary>The next message and its flow; null: nothing waits.</summary>
    internal MessageBuffer? Take(out uint flow)
    {
        while (_new.Count + _old.Count > 0)
            if (TakeTurn(_new.Count > 0 ? _new : _old, out flow) is { } message)
                return message;
        flow = 0;
        return null;
    }

    /// <summary>
    /// The next small message of a flow that sends little, and its flow; null: none waits. (One that is dropped for its age may have a
    /// larger one behind it, which then goes.)
    /// </summary>
    internal MessageBuffer? TakeSmall(out uint flow)
    {
        MessageBuffer? message = null;
        flow = 0;
        // Once round, so that those which stay are in their order again.
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

    /// <summary>The next message of the first queue of a list; null: it has none, or has had its turn, and stands elsewhere now.</summary>
    private MessageBuffer? TakeTurn(Queue<FlowQueue> list, out uint flow)
    {
        var queue = list.Peek();
        var keepsPlace = list == _new && queue.IsOld;
        if (queue.Deficit <= 0)
        {
            flow = 0;
            list.Dequeue();
            if (keepsPlace)
                return null;
            queue.Deficit += _quantum;
            queue.SendsLittle = false;
            MakeOld(queue);
            return null;
        }
        var before = queue.Bytes;
        var message = queue.Take(_target, _dropAged, out flow);
        Bytes -= before - queue.Bytes;
        if (message is not null)
        {
            queue.Deficit -= message.Length;
            return message;
        }
        list.Dequeue();
        if (keepsPlace)
            return null;
        // A flow that has had its say goes round once more before it counts as new again, else it would always be first.
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

    /// <summary>Drops all that waits.</summary>
    internal void Clear()
    {
        while (Take(out _) is { } message)
            _drop(message, true);
    }
}
