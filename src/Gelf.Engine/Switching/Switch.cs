using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>
/// A node of the segment, relay or wire. It knows where other nodes are and which messages it has seen, and decides on which links a
/// message is forwarded. It does no I/O and knows no threads: its owner calls it under one lock, and gives it the time.
/// </summary>
internal sealed partial class Switch
{
    private readonly TimeProvider _time;
    private readonly ISwitchOutput _output;
    private readonly OriginTable _origins;
    private readonly LinkEntry?[] _links = new LinkEntry?[LinkSet.Capacity];
    private LinkSet _open;
    private LinkSet _stalled;
    private ulong _sequence;
    private int _nextSlot;
    private Hello _hello;

    /// <param name="id">The node's id, random for each start, not 0.</param>
    /// <param name="hello">The node's hello.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Takes its own messages.</param>
    internal Switch(ulong id, Hello hello, TimeProvider time, ISwitchOutput output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(id);
        Id = id;
        _hello = hello;
        _time = time;
        _origins = new OriginTable(time);
        _output = output;
        _lastHelloFlood = time.GetTimestamp();
    }

    private sealed class LinkEntry(TimeProvider time)
    {
        internal EchoClock Echo { get; } = new(time);
        internal OriginEntry? FarEnd { get; set; }
        internal long LastNoRoute { get; set; } = long.MinValue;
    }

    internal ulong Id { get; }

    internal LinkSet OpenLinks => _open;

    internal LinkSet StalledLinks => _stalled;

    /// <summary>Whether there is no slot for another link.</summary>
    internal bool IsFull => _open.Count == LinkSet.Capacity;

    /// <summary>Takes a new link in, and sends a hello.</summary>
    /// <returns>The link's slot.</returns>
    internal int OpenLink()
    {
        if (IsFull)
            throw new InvalidOperationException("Every slot for a link is taken; ask IsFull first.");
        // Slots go round, so that order by slot is order of opening for as long as it matters.
        while (_open.Contains(_nextSlot))
            _nextSlot = (_nextSlot + 1) % LinkSet.Capacity;
        var slot = _nextSlot;
        _nextSlot = (slot + 1) % LinkSet.Capacity;
        _links[slot] = new LinkEntry(_time);
        _open = _open.With(slot);
        // On all links: only on the new one, a hello newer than any other would draw every path to this link.
        FloodHello();
        return slot;
    }

    /// <summary>Removes a link.</summary>
    internal void CloseLink(int slot)
    {
        _open = _open.Without(slot);
        _stalled = _stalled.Without(slot);
        _links[slot] = null;
        foreach (var origin in _origins.All)
            origin.Remove(slot);
        SettleReachable(LinkSet.None);
    }

    /// <summary>The smoothed round trip to the node at the other end of a link.</summary>
    internal TimeSpan? RoundTrip(int slot) => _links[slot]?.Echo.RoundTrip;

    /// <summary>The hello of the node at the other end of a link; null: none has come yet.</summary>
    internal Hello? FarEnd(int slot) => _links[slot]?.FarEnd?.Hello;

    /// <summary>The relays that can be reached now.</summary>
    internal IEnumerable<OriginEntry> Peers => _origins.All.Where(o => o.Reachable && o.Hello!.Role == Hello.RelayRole);

    /// <summary>The envelope for a message of this node's own, and the links to send it on; none: there is no path.</summary>
    internal Envelope Originate(MessageKind kind, bool isSealed, byte epoch, uint flow, ulong target, out LinkSet links)
    {
        links = Route(target, flow, LinkSet.None, out _);
        if (kind == MessageKind.Frames)
            MarkBusy(links);
        return new Envelope(kind, isSealed, Envelope.MaxHopLimit, epoch, flow, Id, target, ++_sequence);
    }

    /// <summary>Over how many links flows to a target are striped; 0: there is no path.</summary>
    internal int CountWays(ulong target) => Usable(_origins.Find(target)?.Links ?? LinkSet.None).Count;

    private LinkSet Usable(LinkSet links) => links.Without(_stalled);

    /// <summary>The links on which a message for <paramref name="target"/> is sent on, without the one that it came from.</summary>
    private LinkSet Route(ulong target, uint flow, LinkSet from, out bool isLost)
    {
        var known = target == Envelope.All ? LinkSet.None : _origins.Find(target)?.Links ?? LinkSet.None;
        var candidates = Usable(known.IsEmpty ? _open : known).Without(from);
        isLost = candidates.IsEmpty && target != Envelope.All;
        return known.IsEmpty || candidates.IsEmpty ? candidates : LinkSet.Of(candidates.Pick(flow));
    }

    private void MarkBusy(LinkSet links)
    {
        foreach (var slot in links)
            _links[slot]!.Echo.Busy = true;
    }
}
