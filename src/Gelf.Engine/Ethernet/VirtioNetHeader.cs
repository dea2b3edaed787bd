using System.Buffers.Binary;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Ethernet;

/// <summary>
/// The header before each frame of a tap opened with IFF_VNET_HDR: struct virtio_net_hdr of linux/virtio_net.h,
/// little-endian. It says what the next kernel still has to do: fill in a checksum, cut a super-frame into segments.
/// </summary>
/// <param name="Flags">Whether the checksum is still to be filled in, or known to be good.</param>
/// <param name="GsoType">How a super-frame is to be cut; <see cref="GsoNone"/> for an ordinary frame.</param>
/// <param name="HeaderLength">Bytes of all headers before the payload that is cut; a hint.</param>
/// <param name="GsoSize">Bytes of payload in each segment.</param>
/// <param name="ChecksumStart">Where in the frame the checksummed part starts.</param>
/// <param name="ChecksumOffset">Where the checksum is, from there.</param>
public readonly record struct VirtioNetHeader(byte Flags, byte GsoType, ushort HeaderLength, ushort GsoSize, ushort ChecksumStart, ushort ChecksumOffset)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 10;

    /// <summary>The checksum is still to be filled in.</summary>
    public const byte NeedsChecksum = 1;
    /// <summary>The checksum has been found good.</summary>
    public const byte DataValid = 2;

    /// <summary>An ordinary frame.</summary>
    public const byte GsoNone = 0;
    /// <summary>TCP over IPv4.</summary>
    public const byte GsoTcp4 = 1;
    /// <summary>TCP over IPv6.</summary>
    public const byte GsoTcp6 = 4;
    /// <summary>UDP, each segment a datagram of its own.</summary>
    public const byte GsoUdp = 5;
    /// <summary>Set beside a TCP type: the segments carry ECN's CWR.</summary>
    public const byte GsoEcn = 0x80;

    /// <summary>Reads ten bytes.</summary>
    public static VirtioNetHeader Read(ReadOnlySpan<byte> bytes) => new(
        bytes[0],
        bytes[1],
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));

    /// <summary>Writes ten bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = Flags;
        bytes[1] = GsoType;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], GsoSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], ChecksumStart);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], ChecksumOffset);
    }

    /// <summary>
    /// Whether the header can be true of this frame. The kernel checks again; this keeps impossible and unknown headers away from it.
    /// </summary>
    public bool Fits(ReadOnlySpan<byte> frame)
    {
        if ((Flags & ~(NeedsChecksum | DataValid)) != 0 || HeaderLength > frame.Length)
            return false;
        var needsChecksum = (Flags & NeedsChecksum) != 0;
        if (needsChecksum && (ChecksumStart < FrameRecords.MinFrame || ChecksumStart + ChecksumOffset + 2 > frame.Length))
            return false;
        return GsoType == GsoNone ? GsoSize == 0 : needsChecksum && FitsSegments(frame);
    }

    private bool FitsSegments(ReadOnlySpan<byte> frame)
    {
        if (GsoSize == 0)
            return false;
        var network = EtherType.OfPayload(frame, out var etherType);
        if (network + 20 > frame.Length || ChecksumStart <= network)
            return false;
        var isUdp = GsoType == GsoUdp;
        var fitsType = (GsoType & ~GsoEcn) switch
        {
            GsoTcp4 => etherType == EtherType.IPv4,
            GsoTcp6 => etherType == EtherType.IPv6,
            GsoUdp when isUdp => etherType is EtherType.IPv4 or EtherType.IPv6,
            _ => false,
        };
        var transportHeader = isUdp ? 8 : 20;
        return fitsType && ChecksumOffset == (isUdp ? 6 : 16) && ChecksumStart + transportHeader <= frame.Length;
    }
}
