using System.Buffers.Binary;

namespace Gelf.Engine.Protocol;

/// <summary>What has arrived at a target, told to the origin: the payload of a receipt.</summary>
/// <param name="Bytes">Bytes of frames payload that came from the origin, in all.</param>
/// <param name="HighestSequence">The highest sequence number among them.</param>
/// <param name="HeldMicroseconds">How long the receipt was held back after that one came.</param>
public readonly record struct Receipt(ulong Bytes, ulong HighestSequence, uint HeldMicroseconds)
{
    /// <summary>Bytes of a receipt.</summary>
    public const int Size = 2 * sizeof(ulong) + sizeof(uint);

    /// <summary>Reads a payload.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Receipt receipt)
    {
        receipt = default;
        if (payload.Length != Size)
            return false;
        receipt = new Receipt(
            BinaryPrimitives.ReadUInt64BigEndian(payload), BinaryPrimitives.ReadUInt64BigEndian(payload[8..]), BinaryPrimitives.ReadUInt32BigEndian(payload[16..]));
        return true;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt64BigEndian(payload, Bytes);
        BinaryPrimitives.WriteUInt64BigEndian(payload[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(payload[16..], HeldMicroseconds);
    }
}
