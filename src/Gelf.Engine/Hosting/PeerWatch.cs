using Gelf.Engine.Reporting;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Hosting;

/// <summary>Tells a person which peers come and go, and which have a problem: once each, not per frame.</summary>
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
                notify(new RelayNotice(false, $"Peer '{peer.Name}' can be reached."));
        foreach (var peer in _connected.Values)
            if (!connected.ContainsKey(peer.Id))
                notify(new RelayNotice(false, $"Peer '{peer.Name}' cannot be reached any more."));
        _connected = connected;

        foreach (var peer in peers)
            if (Problem(peer) is { } problem && _warned.Add((peer.Id, peer.State)))
                notify(new RelayNotice(true, problem));
        if (_warned.Count > OriginTable.Capacity)
            _warned.Clear();
    }

    /// <summary>What is wrong with a peer, in words; null: nothing is, or not yet.</summary>
    internal static string? Problem(PeerInfo peer) => peer.State switch
    {
        PeerState.OtherKey => $"Peer '{peer.Name}' has another key than this relay, so nothing goes to and fro. Start both with the same key file.",
        PeerState.PeerIsSealed => $"Peer '{peer.Name}' is sealed and this relay is not, so nothing goes to and fro. Start this relay with the peer's key (-KeyPath).",
        PeerState.PeerIsPlain => $"Peer '{peer.Name}' is not sealed and this relay is, so nothing goes to and fro. Start the peer with this relay's key (-KeyPath).",
        _ => null,
    };
}
