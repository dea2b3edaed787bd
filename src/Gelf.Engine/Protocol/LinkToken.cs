using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Gelf.Engine.Protocol;

/// <summary>What a link must show to be let in: base64url characters, of a relay's own making unless the admin gives one.</summary>
internal static class LinkToken
{
    internal const int MaxLength = 128;
    private const int RandomBytes = 16;

    internal static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    internal static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Whether the two are the same, in a time that tells nothing about either.</summary>
    internal static bool Matches(string expected, string shown) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(shown)));
}
