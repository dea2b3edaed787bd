using System.Security.Cryptography;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The key with which one relay seals its messages for one epoch. A message is sealed in place: the nonce is its sequence number, the
/// associated data is its envelope without the hop limit, and the tag is at its end. Any thread calls.
/// </summary>
internal sealed class SenderKey : IDisposable
{
    internal const int Size = 32;
    private const int HopLimitAt = 2;
    private const int EpochAt = 3;

    private readonly Lock _gate = new();
    private readonly AesGcm _cipher;
    private long _bytes;
    private SenderKey? _successor;

    internal SenderKey(byte epoch, ReadOnlySpan<byte> key)
    {
        Epoch = epoch;
        _cipher = new AesGcm(key, Envelope.TagSize);
    }

    internal byte Epoch { get; }

    /// <summary>Bytes sealed with it.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>
    /// Seals the payload behind the envelope, which must be final except its hop limit and epoch. The last 16 bytes are for the tag.
    /// </summary>
    internal void Seal(Span<byte> message, ulong sequence)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes.Size];
        Span<byte> associated = stackalloc byte[Envelope.Size];
        message[EpochAt] = Epoch;
        Prepare(message, sequence, nonce, associated);
        var payload = message[Envelope.Size..^Envelope.TagSize];
        lock (_gate)
        {
            if (_successor is null)
            {
                _cipher.Encrypt(nonce, payload, payload, message[^Envelope.TagSize..], associated);
                _bytes += payload.Length;
                return;
            }
        }
        _successor.Seal(message, sequence);
    }

    /// <summary>
    /// Opens the payload behind the envelope into <paramref name="payload"/>, which may be in place. False: it is not authentic.
    /// </summary>
    internal bool TryOpen(ReadOnlySpan<byte> message, ulong sequence, Span<byte> payload)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes.Size];
        Span<byte> associated = stackalloc byte[Envelope.Size];
        Prepare(message, sequence, nonce, associated);
        try
        {
            lock (_gate)
                _cipher.Decrypt(nonce, message[Envelope.Size..^Envelope.TagSize], message[^Envelope.TagSize..], payload, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>Wipes it. A thread that was about to seal with it seals with its successor.</summary>
    internal void Retire(SenderKey successor)
    {
        lock (_gate)
        {
            _successor = successor;
            _cipher.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _cipher.Dispose();
    }

    private static void Prepare(ReadOnlySpan<byte> message, ulong sequence, Span<byte> nonce, Span<byte> associated)
    {
        NonceBytes.Write(nonce, sequence);
        message[..Envelope.Size].CopyTo(associated);
        associated[HopLimitAt] = 0;
    }
}
