using System.Buffers.Binary;
using Gelf.Engine.Ethernet;

namespace Gelf.Bench.Micro;

/// <summary>Ethernet frames as a host would send them.</summary>
internal static class Frames
{
    internal const int SourceAddressAt = 14 + 12;

    /// <summary>A frame of TCP over IPv4.</summary>
    internal static byte[] Tcp(int length, MacAddress destination = default, MacAddress source = default)
    {
        var frame = new byte[length];
        destination.Write(frame);
        source.Write(frame.AsSpan(MacAddress.Length));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x0800);
        var packet = frame.AsSpan(14);
        packet[0] = 0x45;
        // The length of a packet over 64 KiB does not fit its field; nobody here reads it.
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)Math.Min(packet.Length, ushort.MaxValue));
        packet[8] = 64;
        packet[9] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], 0x0A0A0A01);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], 0x0A0A0A02);
        BinaryPrimitives.WriteUInt16BigEndian(packet[20..], 40000);
        BinaryPrimitives.WriteUInt16BigEndian(packet[22..], 5201);
        return frame;
    }
}
