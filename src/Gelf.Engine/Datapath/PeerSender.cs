using System.Collections.Concurrent;
using Gelf.Engine.Buffers;
using Gelf.Engine.Congestion;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Sends messages of frames to the peers: as many are in flight to each as its path holds, the others are queued by flow. The thread that
/// reads the tap adds messages. Acks, which come on the links' threads, release queued ones; on slow paths, the clock does, too.
/// </summary>
internal sealed class PeerSender(LinkedSwitch linkedSwitch, TimeProvider time, MessagePool pool, RelayCounters counters, KeyExchange? keys, AckSender acks)
{
    private readonly ConcurrentDictionary<ulong, Path> _paths = new();

    // A copy to enumerate, as in AckSender.
    private readonly Lock _gate = new();
    private Path[] _all = [];

    // Slow paths with a queue, now or at the last look. The thread that adds messages owns it.
    private readonly List<Path> _slow = [];

    /// <summary>The path to one peer. Its lock guards all of it, and keeps the messages of a flow in order.</summary>
    private sealed class Path(ulong target, TimeProvider time, MessagePool pool, Action<MessageBuffer, bool> drop)
    {
        internal ulong Target => target;
        internal Lock Gate { get; } = new();
        internal PathModel Model { get; } = new(time);
        internal FlowQueues Queues { get; } = new(time, pool, drop);

        /// <summary>Whether the peer is gone: a message that is added would never leave.</summary>
        internal bool IsClosed { get; set; }
    }

    /// <summary>Bytes of a message to this peer at most.</summary>
    internal int BatchLimit(ulong target)
    {
        if (!_paths.TryGetValue(target, out var path))
            return target == Envelope.All ? MessagePool.BatchSize : CongestionLimits.InitialBatch;
        lock (path.Gate)
            return path.Model.BatchLimit;
    }

    /// <summary>Whether at least a whole batch is in flight to this peer, so that the next message may wait for more frames.</summary>
    internal bool HasBatchInFlight(ulong target)
    {
        if (!_paths.TryGetValue(target, out var path))
            return false;
        lock (path.Gate)
            return path.Model.InFlight >= path.Model.BatchLimit;
    }

    /// <summary>Sends a message of frames, or queues it until the path has room.</summary>
    /// <param name="target">The peer, or <see cref="Envelope.All"/>.</param>
    /// <param name="flow">The flow's label.</param>
    /// <param name="message">The message, with the caller's reference. Its first bytes are free for the envelope.</param>
    internal void Send(ulong target, uint flow, MessageBuffer message)
    {
        if (target == Envelope.All)
        {
            // No acks come for it.
            linkedSwitch.Flush(Dispatch(target, flow, message, out _));
            return;
        }
        var links = acks.Piggyback(target);
        LinkSet? queued;
        while ((queued = Queue(target, flow, message)) is null)
        {
            // The path was closed meanwhile; the next attempt makes a new one.
        }
        // Not under the lock, which the threads that take acks need.
        linkedSwitch.Flush(links.With(queued.Value));
    }

    /// <summary>Sends a message, or queues it. Null: its path is closed.</summary>
    private LinkSet? Queue(ulong target, uint flow, MessageBuffer message)
    {
        if (!_paths.TryGetValue(target, out var path))
        {
            path = _paths.GetOrAdd(target, static (target, sender) => sender.NewPath(target), this);
            CopyToList();
        }
        lock (path.Gate)
        {
            if (path.IsClosed)
                return null;
            if (path.Queues.IsEmpty && path.Model.TryOpenWindow())
                return Dispatch(path, flow, message, isAppLimited: true);
            path.Queues.Enqueue(flow, message, path.Model.BatchLimit, path.Model.BatchTime);
            var links = SendQueued(path);
            if (path.Model.IsSlow && !path.Queues.IsEmpty && !_slow.Contains(path))
                _slow.Add(path);
            return links;
        }
    }

    /// <summary>
    /// The time after which <see cref="SendDue"/> is to be called; null: no path needs it. The thread that adds messages asks.
    /// </summary>
    internal TimeSpan? UntilDue
    {
        get
        {
            if (_slow.Count == 0)
                return null;
            var least = CongestionLimits.SlowPathPoll;
            foreach (var path in _slow)
            {
                lock (path.Gate)
                    if (path.Model.UntilCanSend is { } until && until < least)
                        least = until;
            }
            return least;
        }
    }

    /// <summary>Sends what slow paths have room for by now. The thread that adds messages calls.</summary>
    internal void SendDue()
    {
        for (var at = _slow.Count - 1; at >= 0; at--)
        {
            var path = _slow[at];
            LinkSet links;
            lock (path.Gate)
            {
                links = SendQueued(path);
                if (path.Queues.IsEmpty || !path.Model.IsSlow)
                    _slow.RemoveAt(at);
            }
            linkedSwitch.Flush(links);
        }
    }

    /// <summary>Takes a peer's ack in, and sends what its path has room for now.</summary>
    internal void Take(ulong origin, in Ack ack)
    {
        if (!_paths.TryGetValue(origin, out var path))
            return;
        LinkSet links;
        lock (path.Gate)
        {
            path.Model.OnAck(ack);
            links = SendQueued(path);
        }
        linkedSwitch.Flush(links);
    }

    /// <summary>Does what is due by now, and forgets peers that are gone.</summary>
    internal void Tick(Func<ulong, bool> isPeer)
    {
        foreach (var path in Volatile.Read(ref _all))
        {
            LinkSet links;
            lock (path.Gate)
            {
                if (!isPeer(path.Target))
                {
                    path.Queues.Clear();
                    path.IsClosed = true;
                    _paths.TryRemove(path.Target, out _);
                    CopyToList();
                    continue;
                }
                path.Model.IsStriped = linkedSwitch.CountWays(path.Target) > 1;
                path.Model.Tick();
                links = SendQueued(path);
            }
            linkedSwitch.Flush(links);
        }
    }

    private void CopyToList()
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _paths.Values]);
    }

    private LinkSet SendQueued(Path path)
    {
        var links = LinkSet.None;
        while (Dequeue(path, out var flow) is { } message)
            links = links.With(Dispatch(path, flow, message, isAppLimited: false));
        return links;
    }

    private static MessageBuffer? Dequeue(Path path, out uint flow)
    {
        flow = 0;
        if (path.Model.TryOpenWindow())
            return path.Queues.Dequeue(out flow);
        return path.Model.CanSendSmall ? path.Queues.DequeueSmall(out flow) : null;
    }

    private LinkSet Dispatch(Path path, uint flow, MessageBuffer message, bool isAppLimited)
    {
        var bytes = message.Length - Envelope.Size;
        var links = Dispatch(path.Target, flow, message, out var sequence);
        if (!links.IsEmpty)
            path.Model.OnSent(sequence, bytes, isAppLimited);
        return links;
    }

    private LinkSet Dispatch(ulong target, uint flow, MessageBuffer message, out ulong sequence)
    {
        var links = linkedSwitch.Originate(MessageKind.Frames, flow, target, message, keys?.CurrentKey, out sequence);
        if (links.IsEmpty)
            counters.CountNoPeer();
        message.Release();
        return links;
    }

    private Path NewPath(ulong target) => new(target, time, pool, (message, isFull) =>
    {
        if (isFull)
            counters.CountQueueFull();
        else
            counters.CountAged();
        message.Release();
    });
}
