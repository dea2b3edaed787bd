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

    /// <summary>Bytes of payload that a segment has at least: fewer would make a flood of packets of one frame.</summary>
    public const ushort MinGsoSize = 48;

    // To a kernel, this size means something else (GSO_BY_FRAGS of linux/skbuff.h).
    private const ushort GsoByFragments = 0xFFFF;

    // UDP_MAX_SEGMENTS of linux/udp.h: no kernel cuts a frame into more.
    private const int MaxDatagrams = 128;

    private const int TcpHeader = 20;
    private const int TcpChecksumAt = 16;
    private const int UdpHeader = 8;
    private const int UdpChecksumAt = 6;

    // Behind the shortest IP header.
    private const int MinChecksumStart = FrameRecords.MinFrame + 20;

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
    /// Makes the header of a super-frame from the own kernel one that <see cref="Fits"/>. Options leave less than <see cref="MinGsoSize"/> of
    /// the smallest MSS; TCP's stream has no boundaries, so its segments may be cut larger.
    /// </summary>
    internal static void RaiseGsoSize(Span<byte> header)
    {
        if ((header[1] & ~GsoEcn) is not (GsoTcp4 or GsoTcp6))
            return;
        var gsoSize = header.Slice(4, 2);
        if (BinaryPrimitives.ReadUInt16LittleEndian(gsoSize) < MinGsoSize)
            BinaryPrimitives.WriteUInt16LittleEndian(gsoSize, MinGsoSize);
    }

    /// <summary>
    /// Whether the header can be true of this frame, by what kernels demand (linux/virtio_net.h) and more. The kernel checks again; this keeps
    /// impossible and unknown headers away from it, and those that would make very many packets of one frame.
    /// </summary>
    public bool Fits(ReadOnlySpan<byte> frame)
    {
        if ((Flags & ~(NeedsChecksum | DataValid)) != 0 || HeaderLength > frame.Length)
            return false;
        var needsChecksum = (Flags & NeedsChecksum) != 0;
        if (needsChecksum && (ChecksumStart < MinChecksumStart || ChecksumStart + ChecksumOffset + 2 > frame.Length))
            return false;
        return GsoType == GsoNone ? GsoSize == 0 : needsChecksum && FitsSegments(frame);
    }

    private bool FitsSegments(ReadOnlySpan<byte> frame)
    {
        if (GsoSize is < MinGsoSize or GsoByFragments || !IpPacket.TryRead(frame, out var packet) || packet.TransportAt != ChecksumStart)
            return false;
        var transport = frame[packet.TransportAt..];
        return GsoType switch
        {
            GsoTcp4 or GsoTcp4 | GsoEcn => packet is { IsIPv4: true, Protocol: IpPacket.Tcp } && FitsTcp(transport),
            GsoTcp6 or GsoTcp6 | GsoEcn => packet is { IsIPv4: false, Protocol: IpPacket.Tcp } && FitsTcp(transport),
            GsoUdp => packet.Protocol == IpPacket.Udp && FitsUdp(transport),
            _ => false,
        };
    }

    private bool FitsTcp(ReadOnlySpan<byte> segment) =>
        ChecksumOffset == TcpChecksumAt && segment.Length >= TcpHeader && (segment[12] >> 4) * 4 is >= TcpHeader and var header && header <= segment.Length;

    private bool FitsUdp(ReadOnlySpan<byte> datagrams) =>
        ChecksumOffset == UdpChecksumAt && datagrams.Length >= UdpHeader && datagrams.Length - UdpHeader <= GsoSize * MaxDatagrams;
}
