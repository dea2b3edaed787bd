using System.Security.Cryptography;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The key with which the relays of a segment tag what they say in the open: hellos, byes and handshake messages. The tag is the start of
/// an HMAC-SHA256 over the message, without its hop limit. Any thread calls.
/// </summary>
internal sealed class WordKey(SegmentKey key) : IDisposable
{
    private const int HopLimitAt = 2;
    private const int MaxWord = Envelope.Size + Hello.MaxSize;

    private readonly byte[] _key = key.DeriveWordKey();
    private volatile bool _isWiped;

    /// <summary>Writes the tag into the last 16 bytes of a message that is final except its hop limit, and says in it that it is tagged.</summary>
    internal void Tag(Span<byte> message)
    {
        Envelope.SetTagged(message);
        Compute(message[..^Envelope.TagSize], message[^Envelope.TagSize..]);
    }

    /// <summary>Whether a tagged message has the right tag.</summary>
    internal bool IsAuthentic(ReadOnlySpan<byte> message)
    {
        Span<byte> tag = stackalloc byte[Envelope.TagSize];
        Compute(message[..^Envelope.TagSize], tag);
        return CryptographicOperations.FixedTimeEquals(tag, message[^Envelope.TagSize..]) && !_isWiped;
    }

    /// <summary>Wipes the key. From then on, no tag is authentic.</summary>
    public void Dispose()
    {
        _isWiped = true;
        CryptographicOperations.ZeroMemory(_key);
    }

    private void Compute(ReadOnlySpan<byte> message, Span<byte> tag)
    {
        Span<byte> tagged = stackalloc byte[MaxWord];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        message.CopyTo(tagged);
        tagged[HopLimitAt] = 0;
        HMACSHA256.HashData(_key, tagged[..message.Length], hash);
        hash[..tag.Length].CopyTo(tag);
    }
}
