using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gelf.Engine.Ethernet;

/// <summary>
/// Labels frames by flow: the first four bytes of an HMAC-SHA256 over addresses and ports. All frames of a flow get the same label; without
/// the key, the label tells nothing else. One thread uses it.
/// </summary>
internal sealed class FlowLabeler
{
    private const int CacheSize = 1024;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private readonly byte[] _key;
    private readonly (Flow Flow, uint Label)[] _cache = new (Flow, uint)[CacheSize];

    internal FlowLabeler(ReadOnlySpan<byte> key) => _key = key.ToArray();

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private record struct Flow(ulong Source0, ulong Source1, ulong Destination0, ulong Destination1, ulong ProtocolAndPorts);

    /// <summary>The label of an Ethernet frame.</summary>
    internal uint Label(ReadOnlySpan<byte> frame)
    {
        var flow = Identify(frame);
        // Hashing each frame would cost more than everything else that is done to it, so the labels of current flows are cached.
        ref var cached = ref _cache[(uint)flow.GetHashCode() % CacheSize];
        if (cached.Flow != flow || flow == default)
            cached = (flow, Hash(flow));
        return cached.Label;
    }

    private uint Hash(Flow flow)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(new ReadOnlySpan<Flow>(in flow)), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    private static Flow Identify(ReadOnlySpan<byte> frame)
    {
        var at = EtherType.OfPayload(frame, out var etherType);
        var packet = frame[at..];
        if (etherType == EtherType.IPv4 && packet.Length >= 20)
        {
            var isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff) != 0;
            var ports = isFragment ? 0 : Ports(packet, (packet[0] & 0xf) * 4, packet[9]);
            return new Flow(BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]), 0, BinaryPrimitives.ReadUInt32LittleEndian(packet[16..]), 0, (ulong)etherType << 48 | (ulong)packet[9] << 32 | ports);
        }
        if (etherType == EtherType.IPv6 && packet.Length >= 40)
        {
            return new Flow(
                BinaryPrimitives.ReadUInt64LittleEndian(packet[8..]), BinaryPrimitives.ReadUInt64LittleEndian(packet[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(packet[24..]), BinaryPrimitives.ReadUInt64LittleEndian(packet[32..]),
                (ulong)etherType << 48 | (ulong)packet[6] << 32 | Ports(packet, 40, packet[6]));
        }
        return new Flow(MacAddress.Read(frame[6..]).Value, 0, MacAddress.Read(frame).Value, 0, (ulong)etherType << 48);
    }

    private static uint Ports(ReadOnlySpan<byte> packet, int at, byte protocol) =>
        protocol is Tcp or Udp && at + 4 <= packet.Length ? BinaryPrimitives.ReadUInt32LittleEndian(packet[at..]) : 0;
}
