using System.Buffers.Binary;

namespace Gelf.Engine.Protocol;

/// <summary>The payload of a probe: a number that the asking relay chooses, and any number of bytes behind it.</summary>
internal static class Probe
{
    /// <summary>Bytes of a probe at least: as long as its answer, so that nobody can make a peer send more than it got.</summary>
    internal const int MinSize = ProbeAnswer.Size;

    /// <summary>Reads a payload. False: it is too short.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> payload, out ulong number)
    {
        number = 0;
        if (payload.Length < MinSize)
            return false;
        number = BinaryPrimitives.ReadUInt64BigEndian(payload);
        return true;
    }

    /// <summary>Fills a payload.</summary>
    internal static void Write(Span<byte> payload, ulong number)
    {
        payload.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(payload, number);
    }
}

/// <summary>The answer to a probe.</summary>
/// <param name="Number">The probe's number.</param>
/// <param name="Bytes">Bytes of the probe's payload, as they came.</param>
internal readonly record struct ProbeAnswer(ulong Number, uint Bytes)
{
    /// <summary>Bytes of an answer.</summary>
    internal const int Size = sizeof(ulong) + sizeof(uint);

    /// <summary>Reads a payload.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> payload, out ProbeAnswer answer)
    {
        answer = default;
        if (payload.Length != Size)
            return false;
        answer = new ProbeAnswer(BinaryPrimitives.ReadUInt64BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[sizeof(ulong)..]));
        return true;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    internal void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt64BigEndian(payload, Number);
        BinaryPrimitives.WriteUInt32BigEndian(payload[sizeof(ulong)..], Bytes);
    }
}
