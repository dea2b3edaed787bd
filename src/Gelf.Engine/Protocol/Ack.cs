using System.Buffers.Binary;

namespace Gelf.Engine.Protocol;

/// <summary>The payload of an ack: a target tells an origin what has arrived.</summary>
/// <param name="Bytes">Bytes of frames payload that have come from the origin, in all.</param>
/// <param name="HighestSequence">The highest sequence number among them.</param>
/// <param name="HeldMicroseconds">How long the ack was delayed after that message came.</param>
public readonly record struct Ack(ulong Bytes, ulong HighestSequence, uint HeldMicroseconds)
{
    /// <summary>Bytes of an ack.</summary>
    public const int Size = 2 * sizeof(ulong) + sizeof(uint);

    /// <summary>How long a relay delays an ack at most, except one of few bytes. Links signal to flush acks at this interval.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(2);

    /// <summary>Reads a payload.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Ack ack)
    {
        ack = default;
        if (payload.Length != Size)
            return false;
        ack = new Ack(
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
