using Gelf.PowerShell.Conversion;

namespace Gelf.PowerShell.Objects;

/// <summary>A peer, or the name or id of one or of several with wildcards: what <c>-Peer</c> takes. PowerShell converts all of them by itself.</summary>
public sealed class GelfPeerReference
{
    private readonly GelfPeer? _peer;

    /// <summary>The peers with this name or id.</summary>
    public GelfPeerReference(string name) => Name = name;

    /// <summary>This peer.</summary>
    public GelfPeerReference(GelfPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        _peer = peer;
        Name = peer.Name;
    }

    /// <summary>The peer's name.</summary>
    public string Name { get; }

    /// <summary>Whether one peer or more must be found.</summary>
    internal bool IsOne => _peer is not null || !NamePattern.IsWildcard(Name);

    /// <summary>The peer's name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether this peer is meant.</summary>
    internal bool Means(GelfPeer peer) => _peer is not null ? (peer.Relay, peer.Id) == (_peer.Relay, _peer.Id) : peer.IsNamed(Name);
}
