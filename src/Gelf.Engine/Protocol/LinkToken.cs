using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Gelf.Engine.Protocol;

/// <summary>What the client of a link must show: base64url characters. The relay makes it unless the admin gives one.</summary>
internal static class LinkToken
{
    internal const int MaxLength = 128;
    private const int RandomBytes = 16;

    internal static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    internal static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Whether the two are equal. The time that this takes reveals nothing about either.</summary>
    internal static bool Matches(string expected, string shown) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(shown)));
}
