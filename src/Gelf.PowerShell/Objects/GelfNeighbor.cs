using System.Globalization;
using Gelf.Engine.Snapshots;

namespace Gelf.PowerShell.Objects;

/// <summary>A MAC address that a relay has seen behind a peer: frames to it go there.</summary>
public sealed class GelfNeighbor
{
    internal GelfNeighbor(string relay, NeighborInfo neighbor)
    {
        Relay = relay;
        MacAddress = neighbor.MacAddress.ToString();
        Peer = neighbor.PeerName;
        PeerId = neighbor.PeerId.ToString("x16", CultureInfo.InvariantCulture);
        Age = neighbor.Age;
    }

    /// <summary>The name of this session's relay.</summary>
    public string Relay { get; }

    /// <summary>The address, such as <c>02:00:5e:10:00:01</c>.</summary>
    public string MacAddress { get; }

    /// <summary>What the peer calls itself; null while it cannot be reached.</summary>
    public string? Peer { get; }

    /// <summary>The peer's id, as Get-GelfPeer shows it.</summary>
    public string PeerId { get; }

    /// <summary>How long ago the last frame from the address came.</summary>
    public TimeSpan Age { get; }

    /// <summary>The address.</summary>
    public override string ToString() => MacAddress;
}
