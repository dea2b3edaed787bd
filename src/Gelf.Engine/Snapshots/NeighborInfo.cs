using Gelf.Engine.Ethernet;

namespace Gelf.Engine.Snapshots;

/// <summary>A MAC address that was seen behind a peer.</summary>
/// <param name="MacAddress">The address.</param>
/// <param name="PeerId">The peer's id.</param>
/// <param name="PeerName">What the peer calls itself; null while it cannot be reached.</param>
/// <param name="Age">How long ago its last frame came.</param>
public sealed record NeighborInfo(MacAddress MacAddress, ulong PeerId, string? PeerName, TimeSpan Age);
