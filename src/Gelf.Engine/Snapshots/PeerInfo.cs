using Gelf.Engine.Ethernet;

namespace Gelf.Engine.Snapshots;

/// <summary>Another relay of the segment, as this one sees it now.</summary>
/// <param name="Id">The peer's id, random for each start.</param>
/// <param name="Name">What it calls itself, not authenticated; its id as 16 hex digits if that is nothing that can be seen.</param>
/// <param name="Tap">The name of its tap.</param>
/// <param name="MacAddress">Its tap's MAC address, as its hello says.</param>
/// <param name="Mtu">Its tap's MTU in bytes.</param>
/// <param name="Hops">How many links lie between: 1 for a direct link, 2 for one wire.</param>
/// <param name="Links">The ids of the links that lead to it on equally short paths.</param>
/// <param name="LastHeard">When its latest hello came.</param>
/// <param name="KeyId">The fingerprint of its key, if it is sealed; not authenticated.</param>
/// <param name="State">Whether frames go to and fro, and why not if they do not.</param>
public sealed record PeerInfo(
    ulong Id, string Name, string? Tap, MacAddress? MacAddress, int? Mtu, int Hops, IReadOnlyList<int> Links, DateTimeOffset LastHeard, string? KeyId,
    PeerState State);

/// <summary>How a relay stands to another one.</summary>
public enum PeerState
{
    /// <summary>Frames go to and fro.</summary>
    Connected,
    /// <summary>Both are sealed with the same key, and agree on keys for what they send.</summary>
    Handshake,
    /// <summary>The peer is sealed with another key.</summary>
    OtherKey,
    /// <summary>The peer is sealed, this relay is not.</summary>
    PeerIsSealed,
    /// <summary>This relay is sealed, the peer is not.</summary>
    PeerIsPlain,
}
