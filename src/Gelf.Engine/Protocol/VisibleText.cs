using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gelf.Engine.Protocol;

/// <summary>Text from others as a person may see it: without characters that hide, and that make what stands beside them look otherwise.</summary>
internal static class VisibleText
{
    // More are no writing, but cover what stands above and below.
    private const int MaxMarks = 4;

    /// <summary>The text without hidden characters, and without white space at its ends.</summary>
    internal static string Of(string text)
    {
        var visible = new StringBuilder(text.Length);
        var marks = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!TryTake(text, ref at, out var rune))
                continue;
            marks = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks <= MaxMarks)
                visible.Append(rune.ToString());
        }
        return visible.ToString().Trim();
    }

    /// <summary>The first hidden character, as <c>U+202E</c>; null if there is none.</summary>
    internal static string? FindHidden(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (!TryTake(text, ref at, out var rune))
                return $"U+{(char.IsSurrogate(text[start]) && at == start + 1 ? text[start] : rune.Value):X4}";
        }
        return null;
    }

    private static bool TryTake(string text, ref int at, out Rune rune)
    {
        var isWhole = Rune.DecodeFromUtf16(text.AsSpan(at), out rune, out var length) == OperationStatus.Done;
        at += length;
        return isWhole && !IsHidden(rune);
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsIgnorable(rune.Value) || IsNoncharacter(rune.Value);

    // What Unicode calls default ignorable, now or once it is assigned, and has in another category; and the Braille pattern without dots.
    private static bool IsIgnorable(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF) or 0x2800;

    // What else is unassigned shows as a box, and next year perhaps as a letter: each Unicode has other ones.
    private static bool IsNoncharacter(int value) => (value & 0xFFFE) == 0xFFFE || value is >= 0xFDD0 and <= 0xFDEF;
}
