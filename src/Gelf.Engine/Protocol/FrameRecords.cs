using System.Buffers.Binary;
using Gelf.Engine.Ethernet;

namespace Gelf.Engine.Protocol;

/// <summary>
/// The opened payload of a frames message: a run of records, each a u32 length of what follows,
/// a virtio-net header and an Ethernet frame.
/// </summary>
public static class FrameRecords
{
    /// <summary>Bytes of the length before each record.</summary>
    public const int LengthSize = 4;

    /// <summary>Bytes of the shortest frame: its two addresses and type.</summary>
    public const int MinFrame = 14;

    /// <summary>Bytes of the longest frame.</summary>
    public const int MaxFrame = 65_549;

    /// <summary>Bytes of the longest record, its length field included.</summary>
    public const int MaxRecord = LengthSize + VirtioNetHeader.Size + MaxFrame;

    /// <summary>Writes the length of a record whose header and frame follow it.</summary>
    public static void WriteLength(Span<byte> record, int headerAndFrameLength) =>
        BinaryPrimitives.WriteUInt32BigEndian(record, (uint)headerAndFrameLength);

    /// <summary>Bytes of a record, its length field included.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> record) => LengthSize + (int)BinaryPrimitives.ReadUInt32BigEndian(record);

    /// <summary>Whether the payload is one record or more, to its last byte. Checked before any of it reaches a tap.</summary>
    public static bool AreWellFormed(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return false;
        while (!payload.IsEmpty)
            if (!TryTake(ref payload, out _))
                return false;
        return true;
    }

    /// <summary>Takes the next record's header and frame off the front of the payload. False: none is left, or it is malformed.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> headerAndFrame)
    {
        headerAndFrame = default;
        if (payload.Length < LengthSize)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(payload);
        if (length is < VirtioNetHeader.Size + MinFrame or > VirtioNetHeader.Size + MaxFrame || length > payload.Length - LengthSize)
            return false;
        headerAndFrame = payload.Slice(LengthSize, (int)length);
        payload = payload[(LengthSize + (int)length)..];
        return true;
    }
}
