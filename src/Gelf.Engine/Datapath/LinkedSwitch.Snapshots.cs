using System.Globalization;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

// Snapshots of links and peers.
internal sealed partial class LinkedSwitch
{
    /// <summary>The links as they are now.</summary>
    internal IReadOnlyList<LinkInfo> Links()
    {
        lock (_gate)
            return [.. _byLink.Values.OrderBy(a => a.Id).Select(ToInfo)];
    }

    /// <summary>The relays that can be reached now.</summary>
    /// <param name="stateOf">The state of a relay with this id and hello.</param>
    internal IReadOnlyList<PeerInfo> Peers(Func<ulong, Hello, PeerState> stateOf)
    {
        List<PeerInfo> peers;
        List<Hello> hellos;
        lock (_gate)
        {
            var reachable = _switch.Peers.OrderBy(p => p.Hello!.Name, StringComparer.Ordinal).ThenBy(p => p.Id).ToList();
            peers = [.. reachable.Select(ToInfo)];
            hellos = [.. reachable.Select(p => p.Hello!)];
        }
        // Without the lock, since stateOf may take another one.
        return [.. peers.Zip(hellos, (peer, hello) => peer with { State = stateOf(peer.Id, hello) })];
    }

    /// <summary>The totals of all links, with closed ones, and how many links are open.</summary>
    internal (LinkTotals Totals, int Links) Totals()
    {
        lock (_gate)
            return (_byLink.Keys.Aggregate(_totalsBefore, (totals, link) => totals.With(link.Counters)), _byLink.Count);
    }

    private LinkInfo ToInfo(Attached attached)
    {
        var counters = attached.Link.Counters;
        var neighbor = _switch.FarEnd(attached.Slot);
        return new LinkInfo(
            attached.Id, _switch.StalledLinks.Contains(attached.Slot) ? "Stalled" : "Open", attached.Link.RemoteEndPoint, NameOf(neighbor), neighbor?.Role,
            _switch.RoundTrip(attached.Slot), attached.Since,
            counters.MessagesSent, counters.MessagesReceived, counters.BytesSent, counters.BytesReceived, counters.Dropped);
    }

    // Null: it has said no name that can be seen.
    private static string? NameOf(Hello? hello) => string.IsNullOrEmpty(hello?.Name) ? null : hello.Name;

    private PeerInfo ToInfo(OriginEntry peer)
    {
        var links = new List<int>();
        foreach (var slot in peer.Links)
            if (_bySlot[slot] is { } attached)
                links.Add(attached.Id);
        var hello = peer.Hello!;
        return new PeerInfo(
            peer.Id, NameOf(hello) ?? peer.Id.ToString("x16", CultureInfo.InvariantCulture), hello.Tap, MacAddress.TryParse(hello.Mac, out var mac) ? mac : null, hello.Mtu,
            Envelope.MaxHopLimit - peer.MostHopsLeft + 1, links, _time.GetUtcNow() - _time.GetElapsedTime(peer.LastHello), hello.KeyId, PeerState.Connected);
    }
}
