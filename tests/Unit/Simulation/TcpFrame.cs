using System.Buffers.Binary;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>What a host's TCP sends through a tap with offloads: a segment or super-frame whose checksum is still to be filled in.</summary>
internal sealed record TcpFrame
{
    private const int Ethernet = 14;

    internal bool IsIPv6 { get; init; }
    internal int Vlan { get; init; } = -1;
    internal ushort SourcePort { get; init; } = 40_000;
    internal uint Sequence { get; init; } = 1_000;
    internal uint Acknowledged { get; init; } = 5_000;
    internal ushort Window { get; init; } = 500;
    internal byte Flags { get; init; } = 0x10;
    internal byte TimeToLive { get; init; } = 64;
    internal uint Timestamp { get; init; } = 7;
    internal uint Echo { get; init; } = 9;
    internal byte Reserved { get; init; }
    internal byte[] Options { get; init; } = [];
    internal int SegmentSize { get; init; } = 1_448;
    internal byte[] Payload { get; init; } = [];

    private int Network => Ethernet + (Vlan < 0 ? 0 : 4);
    private int NetworkHeader => IsIPv6 ? 40 : 20;
    private int TransportHeader => 20 + AllOptions.Length;
    private byte[] AllOptions => Options.Length > 0 ? Options : [1, 1, 8, 10, .. BigEndian(Timestamp), .. BigEndian(Echo)];

    /// <summary>The record: its length, the virtio-net header, the frame.</summary>
    internal byte[] ToRecord()
    {
        var frame = ToFrame();
        var transport = Network + NetworkHeader;
        var isSuper = Payload.Length > SegmentSize;
        var header = new VirtioNetHeader(
            VirtioNetHeader.NeedsChecksum, !isSuper ? VirtioNetHeader.GsoNone : IsIPv6 ? VirtioNetHeader.GsoTcp6 : VirtioNetHeader.GsoTcp4,
            (ushort)(isSuper ? transport + TransportHeader : 0), (ushort)(isSuper ? SegmentSize : 0), (ushort)transport, 16);
        var record = new byte[FrameRecords.LengthSize + VirtioNetHeader.Size + frame.Length];
        FrameRecords.WriteLength(record, record.Length - FrameRecords.LengthSize);
        header.Write(record.AsSpan(FrameRecords.LengthSize));
        frame.CopyTo(record, FrameRecords.LengthSize + VirtioNetHeader.Size);
        return record;
    }

    /// <summary>What a kernel would cut a record into, as (sequence, payload), by what its headers say.</summary>
    internal static IEnumerable<(uint Sequence, byte[] Payload)> Cut(byte[] record)
    {
        var header = VirtioNetHeader.Read(record.AsSpan(FrameRecords.LengthSize));
        var frame = record[(FrameRecords.LengthSize + VirtioNetHeader.Size)..];
        Assert.Equal(record.Length, FrameRecords.LengthOf(record));
        Assert.True(header.Fits(frame));
        var transport = header.ChecksumStart;
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(transport + 4));
        var payload = frame[(transport + (frame[transport + 12] >> 4) * 4)..];
        foreach (var part in payload.Chunk(header.GsoType == VirtioNetHeader.GsoNone ? payload.Length : header.GsoSize))
        {
            yield return (sequence, part);
            sequence += (uint)part.Length;
        }
    }

    private byte[] ToFrame()
    {
        byte[] tag = Vlan < 0 ? [] : [0x81, 0, .. BigEndian((uint)Vlan)[2..]];
        byte[] type = IsIPv6 ? [0x86, 0xDD] : [8, 0];
        byte[] ethernet = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, .. tag, .. type];
        var length = TransportHeader + Payload.Length;
        byte[] packet = IsIPv6
            ? [0x60, 0, 0, 1, .. BigEndian((uint)length)[2..], 6, TimeToLive, .. new byte[15], 1, .. new byte[15], 2]
            : [0x45, 0, .. BigEndian((uint)(20 + length))[2..], 0x12, 0x34, 0x40, 0, TimeToLive, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        if (!IsIPv6)
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~Sum(packet));
        byte[] transport =
            [.. BigEndian(SourcePort)[2..], 0x1F, 0x90, .. BigEndian(Sequence), .. BigEndian(Acknowledged), (byte)(TransportHeader / 4 << 4 | Reserved), Flags,
             .. BigEndian(Window)[2..], 0, 0, 0, 0, .. AllOptions];
        var addresses = IsIPv6 ? packet[8..40] : packet[12..20];
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(16), Sum([.. addresses, 0, 6, .. BigEndian((uint)length)]));
        return [.. ethernet, .. packet, .. transport, .. Payload];
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static ushort Sum(byte[] bytes)
    {
        uint sum = 0;
        for (var at = 0; at < bytes.Length; at += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)sum;
    }
}
