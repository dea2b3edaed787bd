using System.Security.Cryptography;
using Gelf.Engine.Buffers;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// A switch with its links: it has the switch decide about each message, and sends messages on the links that the switch names. Any thread
/// may call. It holds its lock for decisions and queueing only, never for I/O or sealing, and for hashing only where it tags its own hellos.
/// </summary>
internal sealed partial class LinkedSwitch : ISwitchOutput
{
    private const int MaxUrgentProbe = 1024;
    private const int MalformedLimit = 16;
    private static readonly TimeSpan s_stuckAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_malformedMemory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly MessagePool _pool;
    private readonly RelayCounters _counters;
    private readonly WordKey? _wordKey;

    // Guarded by _gate.
    private readonly Switch _switch;
    private readonly Attached?[] _bySlot = new Attached?[LinkSet.Capacity];
    private readonly Dictionary<ILink, Attached> _byLink = [];
    private LinkTotals _totalsBefore; // of the links that have closed
    private int _lastLinkId;

    /// <param name="hello">The node's hello.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pool">Where messages come from.</param>
    /// <param name="counters">Counts what is dropped.</param>
    /// <param name="id">The node's id; null: a random one.</param>
    /// <param name="wordKey">The key for its tags, and for those of other relays; null: it has none, and takes all words as they come.</param>
    internal LinkedSwitch(Hello hello, TimeProvider time, MessagePool pool, RelayCounters counters, ulong? id = null, WordKey? wordKey = null)
    {
        _wordKey = wordKey;
        _time = time;
        _pool = pool;
        _counters = counters;
        _switch = new Switch(id ?? NewId(), hello, time, this);
    }

    private sealed class Attached(int id, ILink link, DateTimeOffset since, long now)
    {
        internal long LastReceived { get; set; } = now;
        internal int Id { get; } = id;
        internal ILink Link { get; } = link;
        internal int Slot { get; set; }
        internal DateTimeOffset Since { get; } = since;
        internal int Malformed { get; set; }
        internal long LastMalformed { get; set; }

        // When what goes first was first refused, as a timestamp; 0: the last of it was taken. Any thread notes.
        private long _fullSince;

        internal void NoteUrgent(SendOutcome outcome, TimeProvider time)
        {
            if (outcome == SendOutcome.QueueFull)
                Interlocked.CompareExchange(ref _fullSince, Math.Max(1, time.GetTimestamp()), 0);
            else if (Volatile.Read(ref _fullSince) != 0)
                Volatile.Write(ref _fullSince, 0);
        }

        /// <summary>Whether the other end has taken nothing for so long that not even an echo finds room.</summary>
        internal bool IsStuck(TimeProvider time) => Volatile.Read(ref _fullSince) is not 0 and var since && time.GetElapsedTime(since) >= s_stuckAfter;
    }

    internal ulong Id => _switch.Id;

    /// <summary>Whether the peers have changed since the last call.</summary>
    internal bool TakePeersChanged() => Interlocked.Exchange(ref _peersChanged, false);

    private bool _peersChanged;

    void ISwitchOutput.PeersChanged() => Volatile.Write(ref _peersChanged, true);

    /// <summary>Takes a link in. False: there is no place for another one.</summary>
    internal bool TryAttach(ILink link)
    {
        lock (_gate)
        {
            if (_switch.IsFull)
                return false;
            // Opening the link sends a hello by slot, so the slot must be known first.
            _opening = new Attached(++_lastLinkId, link, _time.GetUtcNow(), _time.GetTimestamp());
            _opening.Slot = _switch.OpenLink();
            _bySlot[_opening.Slot] = _opening;
            _byLink.Add(link, _opening);
            _opening = null;
        }
        FlushQueued();
        return true;
    }

    private Attached? _opening;

    /// <summary>Removes a link.</summary>
    internal void Detach(ILink link)
    {
        lock (_gate)
        {
            if (!_byLink.Remove(link, out var attached))
                return;
            _bySlot[attached.Slot] = null;
            _totalsBefore = _totalsBefore.With(link.Counters);
            _counters.CountLinkClosed(link.Counters.LeftOver);
            _switch.CloseLink(attached.Slot);
        }
        FlushQueued();
    }

    void ISwitchOutput.SendControl(LinkSet links, ReadOnlySpan<byte> message)
    {
        var copy = _pool.Copy(message, Envelope.TagSize);
        if (_wordKey is not null && MessageKinds.MayBeTagged((MessageKind)message[0]))
        {
            copy.Length += Envelope.TagSize;
            _wordKey.Tag(copy.Span);
        }
        foreach (var slot in links)
            Send((_bySlot[slot] ?? _opening)!, copy, urgent: true);
        copy.Release();
        FlushSoon(links);
    }

    /// <summary>Whether a message that says it is tagged has the tag of this node's key. It takes no lock.</summary>
    internal bool IsTagAuthentic(in Envelope envelope, ReadOnlySpan<byte> message) =>
        envelope.Tagged && envelope.Origin != Id && _wordKey?.IsAuthentic(message) == true;

    /// <summary>Decides what to do with a message that came on a link. Null: the link has been removed.</summary>
    internal Verdict? Decide(ILink link, MessageBuffer message, bool isAuthentic)
    {
        Verdict verdict;
        lock (_gate)
        {
            if (!_byLink.TryGetValue(link, out var attached))
            {
                _counters.CountLinkClosed();
                return null;
            }
            attached.LastReceived = _time.GetTimestamp();
            verdict = _switch.Receive(attached.Slot, message.Span, isAuthentic);
        }
        if (verdict.Drop != DropReason.None)
            _counters.CountDrop(verdict.Drop);
        if (verdict.Drop == DropReason.Malformed)
            NoteMalformed(link);
        return verdict;
    }

    /// <summary>Notes that the link is alive, although its message is not used.</summary>
    internal void NoteReceived(ILink link)
    {
        lock (_gate)
            if (_byLink.TryGetValue(link, out var attached))
                attached.LastReceived = _time.GetTimestamp();
    }

    /// <summary>Forwards a message, in the calling thread as far as the other ends take it.</summary>
    internal void Forward(in Verdict verdict, MessageBuffer message)
    {
        Envelope.SetHopLimit(message.Span, verdict.ForwardHopLimit);
        _counters.CountForwarded();
        Send(verdict.Forward, message, IsUrgent(verdict.Envelope.Kind, message.Length));
        Flush(verdict.Forward);
    }

    /// <summary>Notes something malformed, and closes a link on which too much of it comes.</summary>
    internal void NoteMalformed(ILink link)
    {
        lock (_gate)
        {
            if (!_byLink.TryGetValue(link, out var attached))
                return;
            if (attached.Malformed > 0 && _time.GetElapsedTime(attached.LastMalformed) > s_malformedMemory)
                attached.Malformed = 0;
            attached.LastMalformed = _time.GetTimestamp();
            if (++attached.Malformed < MalformedLimit)
                return;
        }
        link.Close(LinkCloseReason.Malformed);
    }

    /// <summary>Queues a message of this node's own.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="flow">Its flow label.</param>
    /// <param name="target">Its target.</param>
    /// <param name="message">The message. Its first bytes are free for the envelope, and 16 bytes behind it for the seal or tag.</param>
    /// <param name="key">The key to seal it with; null: it is not sealed.</param>
    /// <param name="sequence">Its sequence number.</param>
    /// <returns>The links to flush; none: no link leads to the target.</returns>
    internal LinkSet Originate(MessageKind kind, uint flow, ulong target, MessageBuffer message, SenderKey? key, out ulong sequence)
    {
        Envelope envelope;
        LinkSet links;
        lock (_gate)
            envelope = _switch.Originate(kind, key is not null, key?.Epoch ?? 0, flow, target, out links);
        sequence = envelope.Sequence;
        if (links.IsEmpty)
            return links;
        var isTagged = _wordKey is not null && MessageKinds.MayBeTagged(kind);
        if (key is not null || isTagged)
            message.Length += Envelope.TagSize;
        envelope.Write(message.Span);
        key?.Seal(message.Span, envelope.Sequence);
        if (isTagged)
            _wordKey!.Tag(message.Span);
        Send(links, message, IsUrgent(kind, message.Length));
        return links;
    }

    /// <summary>Over how many links flows to a target are striped; 0: no link leads to it.</summary>
    internal int CountWays(ulong target)
    {
        lock (_gate)
            return _switch.CountWays(target);
    }

    /// <summary>Sends what is queued on these links, in the calling thread as far as the other ends take it.</summary>
    internal void Flush(LinkSet links)
    {
        foreach (var slot in links)
            Volatile.Read(ref _bySlot[slot])?.Link.Flush();
    }

    // A large probe fills the path as frames do, so it is queued with them: it delays no urgent message, and the queue bounds its bytes.
    private static bool IsUrgent(MessageKind kind, int length) => kind switch
    {
        MessageKind.Frames => false,
        MessageKind.Probe => length <= MaxUrgentProbe,
        _ => true,
    };

    private void Send(LinkSet links, MessageBuffer message, bool urgent)
    {
        // A slot that is read without the lock may have become empty just now: the link is gone.
        foreach (var slot in links)
            if (Volatile.Read(ref _bySlot[slot]) is { } attached)
                Send(attached, message, urgent);
            else
                _counters.CountLinkClosed();
    }

    private void Send(Attached attached, MessageBuffer message, bool urgent)
    {
        var outcome = attached.Link.Send(message, urgent);
        _counters.Count(outcome);
        if (urgent)
            attached.NoteUrgent(outcome, _time);
    }

    // Links on which messages were queued under a lock. Nothing is sent under a lock.
    private ulong _unflushed;

    /// <summary>Has these links flushed when the lock is released: at the end of a tick, or of taking a message in.</summary>
    internal void FlushSoon(LinkSet links) => Interlocked.Or(ref _unflushed, links.Bits);

    /// <summary>Sends what was queued under a lock. The caller must hold none.</summary>
    internal void FlushQueued()
    {
        if (Volatile.Read(ref _unflushed) != 0)
            Flush(new LinkSet(Interlocked.Exchange(ref _unflushed, 0)));
    }

    /// <summary>Does what is due by now.</summary>
    internal void Tick()
    {
        lock (_gate)
        {
            _switch.Tick();
            // A phone with a locked screen leaves sockets that stay open for minutes. Closing takes no lock.
            foreach (var attached in _byLink.Values)
                if (_time.GetElapsedTime(attached.LastReceived) > Switch.Silence)
                    attached.Link.Close(LinkCloseReason.Silent);
                else if (attached.IsStuck(_time))
                    attached.Link.Close(LinkCloseReason.Stuck);
        }
        FlushQueued();
    }

    internal void ChangeHello(Hello hello)
    {
        lock (_gate)
            _switch.ChangeHello(hello);
        FlushQueued();
    }

    /// <summary>Says bye, and starts to close every link.</summary>
    internal void Leave()
    {
        ILink[] links;
        lock (_gate)
        {
            _switch.SayBye();
            links = [.. _byLink.Keys];
        }
        FlushQueued();
        foreach (var link in links)
            link.Close(LinkCloseReason.GoingAway);
    }

    /// <summary>The link with this number, or null.</summary>
    internal ILink? FindLink(int id)
    {
        lock (_gate)
            return _byLink.Values.FirstOrDefault(a => a.Id == id)?.Link;
    }

    private static ulong NewId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ulong id;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            id = BitConverter.ToUInt64(bytes);
        }
        while (id == 0);
        return id;
    }
}
