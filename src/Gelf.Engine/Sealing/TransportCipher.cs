using System.Buffers.Binary;
using System.Security.Cryptography;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Sealing;

/// <summary>
/// One direction of a channel. Messages may be lost, duplicated or reordered, so each carries its nonce (Noise, section 11.4), and a
/// replayed one is refused. Guarded by its owner's lock.
/// </summary>
internal sealed class TransportCipher : IDisposable
{
    /// <summary>Bytes of a message beside its payload.</summary>
    internal const int Overhead = sizeof(ulong) + SymmetricState.TagSize;

    private readonly AesGcm _cipher;
    private readonly ReplayWindow _seen = new();
    private ulong _sent;

    internal TransportCipher(ReadOnlySpan<byte> key) => _cipher = new AesGcm(key, SymmetricState.TagSize);

    /// <summary>Writes nonce, ciphertext and tag.</summary>
    internal void Seal(ReadOnlySpan<byte> plaintext, Span<byte> output)
    {
        var number = _sent++;
        BinaryPrimitives.WriteUInt64BigEndian(output, number);
        Encrypt(number, plaintext, output[sizeof(ulong)..]);
    }

    /// <summary>Opens what <see cref="Seal"/> wrote. False: it is not authentic, or it is a replay.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> input, Span<byte> plaintext)
    {
        if (input.Length < Overhead)
            return false;
        var number = BinaryPrimitives.ReadUInt64BigEndian(input);
        // The window counts from 1, nonces from 0; only an authentic message moves it.
        return number < ulong.MaxValue && TryDecrypt(number, input[sizeof(ulong)..], plaintext) && _seen.TryMark(number + 1);
    }

    /// <summary>Noise's own form, in which both ends count the nonces.</summary>
    internal void Encrypt(ulong number, ReadOnlySpan<byte> plaintext, Span<byte> output)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes.Size];
        NonceBytes.Write(nonce, number);
        _cipher.Encrypt(nonce, plaintext, output[..plaintext.Length], output.Slice(plaintext.Length, SymmetricState.TagSize));
    }

    internal bool TryDecrypt(ulong number, ReadOnlySpan<byte> input, Span<byte> plaintext)
    {
        if (input.Length < SymmetricState.TagSize)
            return false;
        Span<byte> nonce = stackalloc byte[NonceBytes.Size];
        NonceBytes.Write(nonce, number);
        try
        {
            _cipher.Decrypt(nonce, input[..^SymmetricState.TagSize], input[^SymmetricState.TagSize..], plaintext[..(input.Length - SymmetricState.TagSize)]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();
}
