using Gelf.Engine.Ethernet;

namespace Gelf.Engine.Devices;

/// <summary>The options of a new tap.</summary>
public sealed record TapOptions
{
    /// <summary>The smallest MTU an Ethernet interface of Linux takes (ETH_MIN_MTU), in bytes.</summary>
    public const int MinMtu = 68;

    /// <summary>The largest MTU of a tap: 65,535 less the Ethernet header, in bytes.</summary>
    public const int MaxMtu = 65521;

    /// <summary>The interface's name; null for the next free <c>tapN</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes of payload a frame may carry.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>The host's own address on the segment; null for a random one.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>The user, by name or number, who may open the tap without being root.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the tap stays when the process ends.</summary>
    public bool Persist { get; init; }
}
