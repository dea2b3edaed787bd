using System.Buffers.Binary;
using Gelf.Engine.Ethernet;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>Ethernet frames for tests: addresses, type, and a payload that tells one from another.</summary>
internal static class Frame
{
    internal static readonly MacAddress Broadcast = new(0xFFFF_FFFF_FFFF);

    internal static byte[] Make(MacAddress destination, MacAddress source, int length = 60, int mark = 0, ushort type = 0x88B5)
    {
        var frame = new byte[length];
        for (var i = 0; i < length; i++)
            frame[i] = (byte)(i * 7 + mark);
        destination.Write(frame);
        source.Write(frame.AsSpan(MacAddress.Length));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2 * MacAddress.Length), type);
        return frame;
    }
}
