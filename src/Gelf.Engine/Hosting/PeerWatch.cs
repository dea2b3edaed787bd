using Gelf.Engine.Reporting;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Hosting;

/// <summary>Tells which peers come and go, and which have a problem: once each, not per frame.</summary>
internal sealed class PeerWatch(Action<RelayNotice> notify)
{
    private readonly HashSet<(ulong, PeerState)> _warned = [];
    private Dictionary<ulong, PeerInfo> _connected = [];

    /// <summary>Compares the peers with those of the last time.</summary>
    internal void Note(IReadOnlyList<PeerInfo> peers)
    {
        var connected = peers.Where(p => p.State == PeerState.Connected).ToDictionary(p => p.Id);
        foreach (var peer in connected.Values)
            if (!_connected.ContainsKey(peer.Id))
                notify(new RelayNotice.PeerReachable(peer.Name));
        foreach (var peer in _connected.Values)
            if (!connected.ContainsKey(peer.Id))
                notify(new RelayNotice.PeerUnreachable(peer.Name));
        _connected = connected;

        foreach (var peer in peers)
            if (Problem(peer) is { } problem && _warned.Add((peer.Id, peer.State)))
                notify(problem);
        if (_warned.Count > OriginTable.Capacity)
            _warned.Clear();
    }

    // Null: nothing is wrong with it, or not yet.
    private static RelayNotice? Problem(PeerInfo peer) => peer.State switch
    {
        PeerState.OtherKey => new RelayNotice.PeerHasOtherKey(peer.Name),
        PeerState.PeerIsSealed => new RelayNotice.PeerIsSealed(peer.Name),
        PeerState.PeerIsPlain => new RelayNotice.PeerIsPlain(peer.Name),
        _ => null,
    };
}
