using System.Security.Cryptography;
using System.Text;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The symmetric half of a Noise handshake (noiseprotocol.org, revision 34, section 5.2), for AES-GCM and SHA-256:
/// the chaining key, the hash of all messages so far, and the key for the next payload.
/// </summary>
internal sealed class SymmetricState : IDisposable
{
    internal const int HashSize = 32;
    internal const int KeySize = 32;
    internal const int TagSize = 16;

    private readonly byte[] _chainingKey = new byte[HashSize];
    private readonly byte[] _hash = new byte[HashSize];
    private readonly byte[] _key = new byte[KeySize];
    private bool _hasKey;
    private ulong _nonce;

    /// <param name="protocolName">The protocol's name, 32 characters at most: it is the first hash, without hashing.</param>
    internal SymmetricState(string protocolName)
    {
        Encoding.ASCII.GetBytes(protocolName, _hash);
        _hash.CopyTo(_chainingKey, 0);
    }

    private SymmetricState(SymmetricState other)
    {
        other._chainingKey.CopyTo(_chainingKey, 0);
        other._hash.CopyTo(_hash, 0);
        other._key.CopyTo(_key, 0);
        _hasKey = other._hasKey;
        _nonce = other._nonce;
    }

    internal ReadOnlySpan<byte> Hash => _hash;

    /// <summary>A copy, to try a message that may not be authentic.</summary>
    internal SymmetricState Clone() => new(this);

    internal void MixHash(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_hash);
        hash.AppendData(data);
        hash.GetHashAndReset(_hash);
    }

    internal void MixKey(ReadOnlySpan<byte> input)
    {
        Span<byte> output = stackalloc byte[2 * HashSize];
        Derive(input, output);
        output[..HashSize].CopyTo(_chainingKey);
        SetKey(output[HashSize..]);
        CryptographicOperations.ZeroMemory(output);
    }

    internal void MixKeyAndHash(ReadOnlySpan<byte> input)
    {
        Span<byte> output = stackalloc byte[3 * HashSize];
        Derive(input, output);
        output[..HashSize].CopyTo(_chainingKey);
        MixHash(output.Slice(HashSize, HashSize));
        SetKey(output[(2 * HashSize)..]);
        CryptographicOperations.ZeroMemory(output);
    }

    /// <summary>Writes the payload encrypted, and its tag.</summary>
    internal void EncryptAndHash(ReadOnlySpan<byte> plaintext, Span<byte> output)
    {
        if (!_hasKey)
            throw new InvalidOperationException("The handshake has no key yet.");
        using var cipher = new AesGcm(_key, TagSize);
        Span<byte> nonce = stackalloc byte[NonceBytes.Size];
        NonceBytes.Write(nonce, _nonce++);
        cipher.Encrypt(nonce, plaintext, output[..plaintext.Length], output.Slice(plaintext.Length, TagSize), _hash);
        MixHash(output[..(plaintext.Length + TagSize)]);
    }

    /// <summary>Writes the payload decrypted. False: it is not authentic, and nothing has changed.</summary>
    internal bool TryDecryptAndHash(ReadOnlySpan<byte> input, Span<byte> plaintext)
    {
        if (!_hasKey || input.Length < TagSize)
            return false;
        using var cipher = new AesGcm(_key, TagSize);
        Span<byte> nonce = stackalloc byte[NonceBytes.Size];
        NonceBytes.Write(nonce, _nonce);
        try
        {
            cipher.Decrypt(nonce, input[..^TagSize], input[^TagSize..], plaintext[..(input.Length - TagSize)], _hash);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        _nonce++;
        MixHash(input);
        return true;
    }

    /// <summary>The keys for the transport messages: the initiator's direction first.</summary>
    internal (TransportCipher Initiator, TransportCipher Responder) Split()
    {
        Span<byte> output = stackalloc byte[2 * KeySize];
        Derive([], output);
        var ciphers = (new TransportCipher(output[..KeySize]), new TransportCipher(output[KeySize..]));
        CryptographicOperations.ZeroMemory(output);
        return ciphers;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_chainingKey);
        CryptographicOperations.ZeroMemory(_key);
        _hasKey = false;
    }

    // The Noise specification's HKDF is RFC 5869's, with the chaining key as salt and no info. The extract step is written out, since
    // OpenSSL's HKDF refuses Split's empty input.
    private void Derive(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> extracted = stackalloc byte[HashSize];
        HMACSHA256.HashData(_chainingKey, input, extracted);
        HKDF.Expand(HashAlgorithmName.SHA256, extracted, output, []);
        CryptographicOperations.ZeroMemory(extracted);
    }

    private void SetKey(ReadOnlySpan<byte> key)
    {
        key.CopyTo(_key);
        _hasKey = true;
        _nonce = 0;
    }
}
