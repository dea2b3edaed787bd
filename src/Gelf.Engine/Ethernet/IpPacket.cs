using System.Buffers.Binary;

namespace Gelf.Engine.Ethernet;

/// <summary>What the IP packet of a frame carries, and where: behind VLAN tags, options and extension headers.</summary>
/// <param name="IsIPv4">Which version of IP: 4, or 6.</param>
/// <param name="Protocol">The protocol of what it carries.</param>
/// <param name="TransportAt">Where in the frame that starts.</param>
internal readonly record struct IpPacket(bool IsIPv4, byte Protocol, int TransportAt)
{
    internal const byte Tcp = 6;
    internal const byte Udp = 17;

    // The extension headers behind which kernels look for what they are to cut (net/ipv6/exthdrs_offload.c).
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte DestinationOptions = 60;

    /// <summary>Reads the headers. False: the frame holds no IP packet, a fragment of one, or less than its headers say.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> frame, out IpPacket packet)
    {
        var at = EtherType.OfPayload(frame, out var etherType);
        packet = default;
        return etherType switch
        {
            EtherType.IPv4 => TryReadIPv4(frame, at, out packet),
            EtherType.IPv6 => TryReadIPv6(frame, at, out packet),
            _ => false,
        };
    }

    private static bool TryReadIPv4(ReadOnlySpan<byte> frame, int at, out IpPacket packet)
    {
        packet = default;
        var bytes = frame[at..];
        if (bytes.Length < 20 || bytes[0] >> 4 != 4)
            return false;
        var length = (bytes[0] & 0xf) * 4;
        var isFragment = (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x3fff) != 0;
        if (length < 20 || length > bytes.Length || isFragment)
            return false;
        packet = new IpPacket(true, bytes[9], at + length);
        return true;
    }

    private static bool TryReadIPv6(ReadOnlySpan<byte> frame, int at, out IpPacket packet)
    {
        packet = default;
        var bytes = frame[at..];
        if (bytes.Length < 40 || bytes[0] >> 4 != 6)
            return false;
        var (next, length) = (bytes[6], 40);
        while (next is HopByHop or Routing or DestinationOptions)
        {
            if (length + 8 > bytes.Length)
                return false;
            (next, length) = (bytes[length], length + 8 * (bytes[length + 1] + 1));
        }
        if (length > bytes.Length)
            return false;
        packet = new IpPacket(false, next, at + length);
        return true;
    }
}
