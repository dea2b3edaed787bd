using System.Buffers.Binary;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Buffers;

/// <summary>
/// A record with a TCP segment, or a super-frame of several, whose checksum is still to be filled in. It can be joined to others of its
/// connection, as generic receive offload does (Documentation/networking/segmentation-offloads.rst, net/ipv4/tcp_offload.c).
/// </summary>
internal readonly ref struct TcpSegment
{
    private const byte Tcp = 6;
    private const byte Ack = 0x10;
    private const byte Push = 0x08;
    private const int ChecksumOffset = 16;

    // Shorter ones gain little, and would make super-frames of many tiny segments.
    private const int MinSize = 256;

    // IP's length field has 16 bits.
    private const int MaxPacket = 65_535;

    private readonly Span<byte> _record;
    private readonly int _network;
    private readonly int _transport;
    private readonly int _payload;
    private readonly bool _isIPv4;
    private readonly int _size;

    private TcpSegment(Span<byte> record, int network, int transport, int payload, bool isIPv4, int size)
    {
        _record = record;
        _network = network;
        _transport = transport;
        _payload = payload;
        _isIPv4 = isIPv4;
        _size = size;
    }

    private int PayloadLength => _record.Length - _payload;

    private uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_record[(_transport + 4)..]);

    private uint Acknowledged => BinaryPrimitives.ReadUInt32BigEndian(_record[(_transport + 8)..]);

    private ref byte Flags => ref _record[_transport + 13];

    /// <summary>Reads a whole record, with its length field. False: it holds nothing that may be joined.</summary>
    internal static bool TryRead(Span<byte> record, out TcpSegment segment)
    {
        segment = default;
        const int frameAt = FrameRecords.LengthSize + VirtioNetHeader.Size;
        var header = VirtioNetHeader.Read(record[FrameRecords.LengthSize..]);
        if (header.Flags != VirtioNetHeader.NeedsChecksum || header.ChecksumOffset != ChecksumOffset)
            return false;
        var network = frameAt + EtherType.OfPayload(record[frameAt..], out var etherType);
        var isIPv4 = etherType == EtherType.IPv4;
        var transport = network + (isIPv4 ? 20 : 40);
        if (header.ChecksumStart != transport - frameAt || record.Length < transport + 20)
            return false;
        var packet = record[network..];
        if (!(isIPv4 ? IsPlainIPv4(packet) : etherType == EtherType.IPv6 && IsPlainIPv6(packet)))
            return false;
        var payload = transport + (record[transport + 12] >> 4) * 4;
        if (payload < transport + 20 || payload >= record.Length || (record[transport + 13] & ~Push) != Ack)
            return false;
        var size = header.GsoType == VirtioNetHeader.GsoNone ? record.Length - payload : header.GsoSize;
        if (size < MinSize || header.GsoType is not VirtioNetHeader.GsoNone && header.GsoType != Type(isIPv4))
            return false;
        segment = new TcpSegment(record, network, transport, payload, isIPv4, size);
        return true;
    }

    /// <summary>
    /// Joins the next segment to this one, whose record is the last one in its buffer. The next one may be in the free bytes behind it.
    /// </summary>
    /// <param name="next">The next record, as a segment.</param>
    /// <param name="free">The free bytes behind this record.</param>
    /// <returns>Bytes that were added; 0: the two cannot be joined, and nothing has changed.</returns>
    internal int Join(in TcpSegment next, Span<byte> free)
    {
        var added = next.PayloadLength;
        if (!IsFollowedBy(next) || added > free.Length)
            return 0;
        var (acknowledged, window, flags) = (next.Acknowledged, BinaryPrimitives.ReadUInt16BigEndian(next._record[(next._transport + 14)..]), next.Flags);
        // The older timestamp stands for both, as when one acknowledgement answers several segments (RFC 7323, 4.3). The echo is the newer
        // one, since it belongs to the acknowledgement: from an older one, TCP would conclude that it retransmitted needlessly.
        if (HasTimestamp(_record[(_transport + 20).._payload]))
            next._record[(next._payload - 4)..next._payload].CopyTo(_record[(_payload - 4)..]);
        next._record[next._payload..].CopyTo(free);

        FrameRecords.WriteLength(_record, _record.Length - FrameRecords.LengthSize + added);
        new VirtioNetHeader(
            VirtioNetHeader.NeedsChecksum, Type(_isIPv4), (ushort)(_payload - FrameRecords.LengthSize - VirtioNetHeader.Size), (ushort)_size,
            (ushort)(_transport - FrameRecords.LengthSize - VirtioNetHeader.Size), ChecksumOffset).Write(_record[FrameRecords.LengthSize..]);
        LengthenPacket(added);
        var transport = _record[_transport..];
        BinaryPrimitives.WriteUInt32BigEndian(transport[8..], acknowledged);
        BinaryPrimitives.WriteUInt16BigEndian(transport[14..], window);
        Flags |= flags;
        // The checksum field holds the sum of the pseudo header, which has the length in it.
        var checksum = BinaryPrimitives.ReadUInt16BigEndian(transport[ChecksumOffset..]) + added;
        BinaryPrimitives.WriteUInt16BigEndian(transport[ChecksumOffset..], (ushort)((checksum & 0xffff) + (checksum >> 16)));
        return added;
    }

    private bool IsFollowedBy(in TcpSegment next) =>
        next._isIPv4 == _isIPv4 && next._network == _network && next._payload == _payload
        && next.Sequence == Sequence + (uint)PayloadLength && (int)(next.Acknowledged - Acknowledged) >= 0
        // All segments of a super-frame but the last one have one size.
        && PayloadLength % _size == 0 && (next._size == _size || next._size < _size && next.PayloadLength == next._size)
        && _record.Length - _network + next.PayloadLength <= MaxPacket && _record.Length + next.PayloadLength <= FrameRecords.MaxRecord
        && HasSameHeaders(next);

    private bool HasSameHeaders(in TcpSegment next)
    {
        var ethernet = FrameRecords.LengthSize + VirtioNetHeader.Size;
        if (!_record[ethernet.._network].SequenceEqual(next._record[ethernet.._network]))
            return false;
        var packet = _record[_network.._payload];
        var nextPacket = next._record[_network.._payload];
        var transport = _transport - _network;
        // Except lengths, the checksum, and the identification, which just counts up where nothing may be fragmented.
        var sameNetwork = _isIPv4
            ? packet[..2].SequenceEqual(nextPacket[..2]) && packet[6..10].SequenceEqual(nextPacket[6..10]) && packet[12..transport].SequenceEqual(nextPacket[12..transport])
            : packet[..4].SequenceEqual(nextPacket[..4]) && packet[6..transport].SequenceEqual(nextPacket[6..transport]);
        // The ports, and the bits beside the header's length, one of which is ECN's (RFC 9768).
        return sameNetwork && packet[transport..(transport + 4)].SequenceEqual(nextPacket[transport..(transport + 4)])
            && packet[transport + 12] == nextPacket[transport + 12]
            && HasSameOptions(packet[(transport + 20)..], nextPacket[(transport + 20)..]);
    }

    private static bool HasSameOptions(ReadOnlySpan<byte> options, ReadOnlySpan<byte> next) =>
        options.SequenceEqual(next) || HasTimestamp(options) && HasTimestamp(next);

    private static bool HasTimestamp(ReadOnlySpan<byte> options) => options.Length == 12 && options.StartsWith((ReadOnlySpan<byte>)[1, 1, 8, 10]);

    private void LengthenPacket(int added)
    {
        var packet = _record[_network..];
        var lengthAt = _isIPv4 ? 2 : 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet[lengthAt..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(packet[lengthAt..]) + added));
        if (!_isIPv4)
            return;
        packet[10..12].Clear();
        var sum = 0u;
        for (var at = 0; at < 20; at += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], (ushort)~((sum & 0xffff) + (sum >> 16)));
    }

    // No options, not a fragment and never to be fragmented, no padding behind it.
    private static bool IsPlainIPv4(ReadOnlySpan<byte> packet) =>
        packet[0] == 0x45 && packet[9] == Tcp && (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0xbfff) == 0 && (packet[6] & 0x40) != 0
        && BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) == packet.Length;

    private static bool IsPlainIPv6(ReadOnlySpan<byte> packet) =>
        packet[0] >> 4 == 6 && packet[6] == Tcp && BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) == packet.Length - 40;

    private static byte Type(bool isIPv4) => isIPv4 ? VirtioNetHeader.GsoTcp4 : VirtioNetHeader.GsoTcp6;
}
