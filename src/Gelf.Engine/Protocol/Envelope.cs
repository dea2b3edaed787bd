using System.Buffers.Binary;

namespace Gelf.Engine.Protocol;

/// <summary>The 32 bytes before every payload. Integers are big-endian.</summary>
/// <param name="Kind">What the payload is.</param>
/// <param name="Sealed">Whether the payload is sealed.</param>
/// <param name="HopLimit">How many more times it may be forwarded.</param>
/// <param name="Epoch">Which of the sender's keys sealed it.</param>
/// <param name="Flow">A keyed hash of the frame's addresses and ports, by which equal paths are striped.</param>
/// <param name="Origin">The relay or wire that sent it first.</param>
/// <param name="Target">The relay that it is for; 0: all.</param>
/// <param name="Sequence">Counts up by one for each envelope of its origin, from 1.</param>
public readonly record struct Envelope(MessageKind Kind, bool Sealed, byte HopLimit, byte Epoch, uint Flow, ulong Origin, ulong Target, ulong Sequence)
{
    /// <summary>Bytes of an envelope.</summary>
    public const int Size = 32;

    /// <summary>Bytes of the tag at the end of a sealed or tagged message.</summary>
    public const int TagSize = 16;

    /// <summary>The hop limit of an envelope at its origin.</summary>
    public const byte MaxHopLimit = 8;

    /// <summary>The largest message, envelope included, in bytes.</summary>
    public const int MaxMessage = 1 << 20;

    /// <summary>The largest sequence number: what a browser's numbers hold exactly.</summary>
    public const ulong MaxSequence = (1UL << 53) - 1;

    /// <summary>The target that stands for every relay.</summary>
    public const ulong All = 0;

    private const byte SealedFlag = 1;
    private const byte TaggedFlag = 2;
    private const int FlagsAt = 1;
    private const int HopLimitAt = 2;

    /// <summary>Whether a tag of the segment's key is at the end, behind a payload that all can read.</summary>
    public bool Tagged { get; init; }

    private int TagLength => Sealed || Tagged ? TagSize : 0;

    /// <summary>Reads the envelope of a whole message, and checks the length of its payload.</summary>
    /// <returns>False: it is malformed, and <paramref name="envelope"/> says nothing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out Envelope envelope)
    {
        envelope = default;
        if (message.Length is < Size or > MaxMessage || !MessageKinds.IsKnown(message[0]) || message[HopLimitAt] > MaxHopLimit
            || (message[FlagsAt] & ~(SealedFlag | TaggedFlag)) != 0)
            return false;
        envelope = new Envelope(
            (MessageKind)message[0],
            (message[FlagsAt] & SealedFlag) != 0,
            message[HopLimitAt],
            message[3],
            BinaryPrimitives.ReadUInt32BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt64BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(message[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(message[24..]))
        {
            Tagged = (message[FlagsAt] & TaggedFlag) != 0,
        };
        return envelope.Origin != 0 && envelope.Sequence is >= 1 and <= MaxSequence
            && (!envelope.Sealed || MessageKinds.MayBeSealed(envelope.Kind)) && (!envelope.Tagged || MessageKinds.MayBeTagged(envelope.Kind))
            && MessageKinds.MayBeLength(envelope.Kind, message.Length - Size - envelope.TagLength);
    }

    /// <summary>The payload of a message with this envelope, without the tag.</summary>
    public ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> message) => message[Size..^TagLength];

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Kind;
        destination[FlagsAt] = (byte)((Sealed ? SealedFlag : 0) | (Tagged ? TaggedFlag : 0));
        destination[HopLimitAt] = HopLimit;
        destination[3] = Epoch;
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Flow);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Origin);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Target);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], Sequence);
    }

    /// <summary>Sets the hop limit of a message in place, which is all that forwarding changes.</summary>
    public static void SetHopLimit(Span<byte> message, byte hopLimit) => message[HopLimitAt] = hopLimit;

    /// <summary>Says in place that a tag follows the payload.</summary>
    internal static void SetTagged(Span<byte> message) => message[FlagsAt] |= TaggedFlag;
}
