using CsCheck;

namespace Gelf.Tests.Unit.Fuzzing;

/// <summary>Files of a corpus with a few changes: other bits, numbers at their limits, runs taken out, put in twice, or from another file.</summary>
internal static class Mutated
{
    private const int MostEdits = 6;
    private static readonly ulong[] s_limits = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0xffff_ffff, (1UL << 53) - 1, 1UL << 53, ulong.MaxValue];

    private readonly record struct Edit(int Kind, int Place, int Count, int Other, byte Value);

    internal static Gen<byte[]> Of(IReadOnlyList<byte[]> corpus)
    {
        var edit = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1 << 20], Gen.Int[0, 40], Gen.Int[0, corpus.Count - 1], Gen.Byte,
            (kind, place, count, other, value) => new Edit(kind, place, count, other, value));
        return Gen.Select(Gen.Int[0, corpus.Count - 1], edit.Array[0, MostEdits],
            (at, edits) => edits.Aggregate(corpus[at], (bytes, next) => Apply(next, bytes, corpus[next.Other])));
    }

    private static byte[] Apply(in Edit edit, byte[] bytes, byte[] other)
    {
        var at = edit.Place % (bytes.Length + 1);
        var end = Math.Min(bytes.Length, at + edit.Count);
        var otherAt = edit.Value % (other.Length + 1);
        var otherEnd = Math.Min(other.Length, otherAt + edit.Count);
        return edit.Kind switch
        {
            0 => [.. bytes[..at], .. bytes[end..]],
            1 => [.. bytes[..end], .. bytes[at..]],
            2 => [.. bytes[..at], .. other[otherAt..otherEnd], .. bytes[at..]],
            3 => bytes[..at],
            4 => With(bytes, at, (byte)(1 << edit.Count % 8), flips: true),
            5 => With(bytes, at, edit.Value, flips: false),
            _ => WithNumber(bytes, at, s_limits[edit.Value % s_limits.Length], 1 << edit.Count % 4),
        };
    }

    private static byte[] With(byte[] bytes, int at, byte value, bool flips)
    {
        var changed = bytes.ToArray();
        if (at < changed.Length)
            changed[at] = flips ? (byte)(changed[at] ^ value) : value;
        return changed;
    }

    private static byte[] WithNumber(byte[] bytes, int at, ulong number, int size)
    {
        var changed = bytes.ToArray();
        for (var i = 0; i < size && at + i < changed.Length; i++)
            changed[at + i] = (byte)(number >> 8 * (size - 1 - i));
        return changed;
    }
}
