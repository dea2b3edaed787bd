using System.Buffers.Binary;
using System.Text;

namespace Gelf.Engine.Native;

/// <summary>Builds one rtnetlink message: header, family header, attributes (man 7 netlink). Host byte order, which is little-endian.</summary>
internal sealed class NetlinkRequest
{
    internal const int HeaderSize = 16;
    private readonly byte[] _buffer = new byte[512];

    internal NetlinkRequest(ushort type, ushort flags, ReadOnlySpan<byte> familyHeader)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(6), (ushort)(flags | Rtnetlink.NLM_F_REQUEST));
        familyHeader.CopyTo(_buffer.AsSpan(HeaderSize));
        Length = HeaderSize + familyHeader.Length;
    }

    internal int Length { get; private set; }

    internal NetlinkRequest With(ushort type, ReadOnlySpan<byte> value)
    {
        const int attributeHeader = 4;
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(Length), (ushort)(attributeHeader + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(Length + 2), type);
        value.CopyTo(_buffer.AsSpan(Length + attributeHeader));
        Length += attributeHeader + (value.Length + 3 & ~3);
        return this;
    }

    internal NetlinkRequest With(ushort type, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return With(type, bytes);
    }

    internal NetlinkRequest With(ushort type, string value) => With(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>The finished message, with its sequence number filled in.</summary>
    internal ReadOnlySpan<byte> Finish(uint sequence)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(8), sequence);
        return _buffer.AsSpan(0, Length);
    }

    /// <summary>struct ifinfomsg.</summary>
    internal static byte[] LinkHeader(int index = 0, uint flags = 0, uint change = 0)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), change);
        return header;
    }

    /// <summary>struct ifaddrmsg.</summary>
    internal static byte[] AddressHeader(byte family = 0, int prefixLength = 0, int index = 0)
    {
        var header = new byte[8];
        header[0] = family;
        header[1] = (byte)prefixLength;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
        return header;
    }

    /// <summary>struct rtmsg of a default route.</summary>
    internal static byte[] DefaultRouteHeader(byte family) =>
        [family, 0, 0, 0, Rtnetlink.RT_TABLE_MAIN, Rtnetlink.RTPROT_STATIC, Rtnetlink.RT_SCOPE_UNIVERSE, Rtnetlink.RTN_UNICAST, 0, 0, 0, 0];
}
