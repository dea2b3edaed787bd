using System.Buffers.Binary;

namespace Gelf.Engine.Ethernet;

/// <summary>The type field of an Ethernet frame, past its VLAN tags (IEEE 802.1Q, 802.1ad).</summary>
internal static class EtherType
{
    internal const ushort IPv4 = 0x0800;
    internal const ushort IPv6 = 0x86DD;
    private const ushort Vlan = 0x8100;
    private const ushort ServiceVlan = 0x88A8;
    private const int AddressesSize = 12;
    private const int TagSize = 4;

    /// <summary>Where the payload starts and what it is. A frame that ends in its tags gives its length and type 0.</summary>
    internal static int OfPayload(ReadOnlySpan<byte> frame, out ushort etherType)
    {
        for (var at = AddressesSize; at + 2 <= frame.Length; at += TagSize)
        {
            etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[at..]);
            if (etherType is not (Vlan or ServiceVlan))
                return at + 2;
        }
        etherType = 0;
        return frame.Length;
    }
}
