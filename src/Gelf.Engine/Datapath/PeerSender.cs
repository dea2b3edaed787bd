using System.Collections.Concurrent;
using Gelf.Engine.Buffers;
using Gelf.Engine.Congestion;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// What a relay has to send to its peers: as much is under way to each as its path holds, the rest waits here, by flow.
/// The thread that reads the tap adds; acks, which come on the links' threads, let go on, and on slow paths the clock does, too.
/// </summary>
internal sealed class PeerSender(LinkedSwitch linkedSwitch, TimeProvider time, MessagePool pool, RelayCounters counters, KeyExchange? keys, AckSender acks)
{
    private readonly ConcurrentDictionary<ulong, Path> _paths = new();

    // The same, to walk through, as in AckSender. Replaced as a whole, under the lock.
    private readonly Lock _gate = new();
    private Path[] _all = [];

    // Slow paths on which something waits, or did. Owned by the thread that adds.
    private readonly List<Path> _slow = [];

    // Also where it is not known when there is room: while the path runs dry to be measured.
    private static readonly TimeSpan s_slowPathLook = TimeSpan.FromMilliseconds(2);

    /// <summary>The path to one peer. Its lock guards all of it, and keeps a flow's messages in order.</summary>
    private sealed class Path(ulong target, TimeProvider time, MessagePool pool, Action<MessageBuffer, bool> drop)
    {
        internal ulong Target => target;
        internal Lock Gate { get; } = new();
        internal PathModel Model { get; } = new(time);
        internal FlowQueues Waiting { get; } = new(time, pool, drop);

        /// <summary>The peer has gone, and nothing that is added would ever leave.</summary>
        internal bool IsClosed { get; set; }
    }

    /// <summary>Bytes that a message to this peer should have at most.</summary>
    internal int BatchLimit(ulong target)
    {
        if (!_paths.TryGetValue(target, out var path))
            return target == Envelope.All ? MessagePool.BatchSize : Pace.FirstBatch;
        lock (path.Gate)
            return path.Model.BatchLimit;
    }

    /// <summary>Whether a whole batch or more is under way to this peer, so that the next one may wait for more to join it.</summary>
    internal bool HasBatchUnderWay(ulong target)
    {
        if (!_paths.TryGetValue(target, out var path))
            return false;
        lock (path.Gate)
            return path.Model.InFlight >= path.Model.BatchLimit;
    }

    /// <summary>Sends a message of frames when its turn comes. Its first bytes are free for the envelope; the caller's reference goes over.</summary>
    internal void Send(ulong target, uint flow, MessageBuffer message)
    {
        if (target == Envelope.All)
        {
            // Nobody in particular would send acks for it.
            linkedSwitch.Flush(Dispatch(target, flow, message, out _));
            return;
        }
        var links = acks.Piggyback(target);
        LinkSet? queued;
        while ((queued = Queue(target, flow, message)) is null)
        {
            // Its path was closed in the meantime, and it gets a new one.
        }
        // Without the lock, which whoever takes acks needs.
        linkedSwitch.Flush(links.With(queued.Value));
    }

    /// <summary>Sends a message, or has it wait. Null: its path is closed.</summary>
    private LinkSet? Queue(ulong target, uint flow, MessageBuffer message)
    {
        if (!_paths.TryGetValue(target, out var path))
        {
            path = _paths.GetOrAdd(target, static (target, outbox) => outbox.NewPath(target), this);
            ListPaths();
        }
        lock (path.Gate)
        {
            if (path.IsClosed)
                return null;
            if (path.Waiting.IsEmpty && path.Model.CanSend)
                return Dispatch(path, flow, message, hasWaited: false);
            path.Waiting.Add(flow, message, path.Model.BatchLimit, path.Model.BatchTime);
            var links = SendWaiting(path);
            if (path.Model.IsSlow && !path.Waiting.IsEmpty && !_slow.Contains(path))
                _slow.Add(path);
            return links;
        }
    }

    /// <summary>When <see cref="SendDue"/> is to be called: in so long at most; null: there is no need to. The thread that adds asks.</summary>
    internal TimeSpan? UntilDue
    {
        get
        {
            if (_slow.Count == 0)
                return null;
            var least = s_slowPathLook;
            foreach (var path in _slow)
            {
                lock (path.Gate)
                    if (path.Model.UntilCanSend is { } until && until < least)
                        least = until;
            }
            return least;
        }
    }

    /// <summary>Sends what there is room for by now on slow paths. The thread that adds calls.</summary>
    internal void SendDue()
    {
        for (var at = _slow.Count - 1; at >= 0; at--)
        {
            var path = _slow[at];
            LinkSet links;
            lock (path.Gate)
            {
                links = SendWaiting(path);
                if (path.Waiting.IsEmpty || !path.Model.IsSlow)
                    _slow.RemoveAt(at);
            }
            linkedSwitch.Flush(links);
        }
    }

    /// <summary>Takes an ack of a peer in, and sends what there is room for now.</summary>
    internal void Take(ulong origin, in Ack ack)
    {
        if (!_paths.TryGetValue(origin, out var path))
            return;
        LinkSet links;
        lock (path.Gate)
        {
            path.Model.Take(ack);
            links = SendWaiting(path);
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
                    path.Waiting.Clear();
                    path.IsClosed = true;
                    _paths.TryRemove(path.Target, out _);
                    ListPaths();
                    continue;
                }
                path.Model.IsStriped = linkedSwitch.CountWays(path.Target) > 1;
                path.Model.Tick();
                links = SendWaiting(path);
            }
            linkedSwitch.Flush(links);
        }
    }

    private void ListPaths()
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _paths.Values]);
    }

    private LinkSet SendWaiting(Path path)
    {
        var links = LinkSet.None;
        while (TakeNext(path, out var flow) is { } message)
            links = links.With(Dispatch(path, flow, message, hasWaited: true));
        return links;
    }

    private static MessageBuffer? TakeNext(Path path, out uint flow)
    {
        flow = 0;
        if (path.Model.CanSend)
            return path.Waiting.Take(out flow);
        return path.Model.CanSendSmall ? path.Waiting.TakeSmall(out flow) : null;
    }

    private LinkSet Dispatch(Path path, uint flow, MessageBuffer message, bool hasWaited)
    {
        var bytes = message.Length - Envelope.Size;
        var links = Dispatch(path.Target, flow, message, out var sequence);
        if (!links.IsEmpty)
            path.Model.Sent(sequence, bytes, hasWaited);
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
