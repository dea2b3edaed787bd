using System.Collections.Concurrent;
using Gelf.Engine.Buffers;
using Gelf.Engine.Congestion;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Sends delayed acks to the peers. <see cref="DelayedAck"/> decides when they are due; the methods here are the occasions to ask.
/// Any thread calls.
/// </summary>
internal sealed class AckSender(LinkedSwitch linkedSwitch, TimeProvider time, MessagePool pool, KeyExchange? keys)
{
    // Peers for whom acks are kept. In a plain segment, anybody can make up origins.
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<ulong, DelayedAck> _byPeer = new();

    // A copy to enumerate without allocation. It is replaced as a whole under the lock, so that a slow thread does not undo what another
    // added.
    private readonly Lock _gate = new();
    private KeyValuePair<ulong, DelayedAck>[] _all = [];

    /// <summary>Notes a message of frames that has come, and sends the ack if one is due at once.</summary>
    internal void Note(in Envelope envelope, int bytes)
    {
        // Messages for all have no path of their own to measure.
        if (envelope.Target == Envelope.All)
            return;
        if (!_byPeer.TryGetValue(envelope.Origin, out var delayed))
        {
            if (_byPeer.Count >= Capacity)
                return;
            delayed = _byPeer.GetOrAdd(envelope.Origin, static (_, time) => new DelayedAck(time), time);
            CopyToList();
        }
        Ack ack;
        lock (delayed)
        {
            delayed.Note(envelope.Sequence, bytes);
            if (!delayed.TryTake(AckTrigger.Received, out ack))
                return;
        }
        Send(envelope.Origin, ack);
    }

    /// <summary>
    /// Queues the ack that is due soon, if there is one, before frames to the same peer: most often, a TCP acknowledgement. Both leave in
    /// one segment, and the phone's TCP acknowledges it with its next data instead of a segment of its own.
    /// </summary>
    /// <returns>The links to flush.</returns>
    internal LinkSet Piggyback(ulong target)
    {
        if (!_byPeer.TryGetValue(target, out var delayed))
            return LinkSet.None;
        Ack ack;
        lock (delayed)
            if (!delayed.TryTake(AckTrigger.Piggyback, out ack))
                return LinkSet.None;
        return Queue(target, ack);
    }

    /// <summary>Sends the acks that are due when a link is idle, or has been busy for <see cref="Ack.MaxDelay"/>.</summary>
    internal void FlushIdle() => Flush(AckTrigger.LinkFlush);

    /// <summary>Sends the acks that are due at a tick: every 50 ms or so.</summary>
    internal void FlushDue() => Flush(AckTrigger.Tick);

    private void Flush(AckTrigger trigger)
    {
        foreach (var (peer, delayed) in Volatile.Read(ref _all))
        {
            Ack ack;
            lock (delayed)
                if (!delayed.TryTake(trigger, out ack))
                    continue;
            Send(peer, ack);
        }
    }

    /// <summary>Forgets peers that are gone.</summary>
    internal void Tidy(Func<ulong, bool> isPeer)
    {
        foreach (var peer in _byPeer.Keys)
            if (!isPeer(peer))
                _byPeer.TryRemove(peer, out _);
        CopyToList();
    }

    private void CopyToList()
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _byPeer]);
    }

    private void Send(ulong target, in Ack ack) => linkedSwitch.Flush(Queue(target, ack));

    private LinkSet Queue(ulong target, in Ack ack)
    {
        var message = pool.Rent(Envelope.Size + Ack.Size + Envelope.TagSize);
        message.Length = Envelope.Size + Ack.Size;
        ack.Write(message.Array.AsSpan(Envelope.Size));
        // Without a link it is lost, like any message. Acks are cumulative, so the next one makes up for it.
        var links = linkedSwitch.Originate(MessageKind.Ack, 0, target, message, keys?.CurrentKey, out _);
        message.Release();
        return links;
    }
}
