using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Gelf.Engine.Sealing;

/// <summary>
/// Noise_NNpsk0_25519_AESGCM_SHA256: <c>-&gt; psk, e</c>, <c>&lt;- e, ee</c>. It takes the segment's key, and has forward secrecy: the
/// session stays secret even if that key is stolen later. One object is one end of one handshake.
/// </summary>
internal sealed class Handshake : IDisposable
{
    internal const string ProtocolName = "Noise_NNpsk0_25519_AESGCM_SHA256";

    /// <summary>Bytes of a public key.</summary>
    internal const int PublicKeySize = X25519.PointSize;

    /// <summary>Bytes of a handshake message beside its payload.</summary>
    internal const int Overhead = PublicKeySize + SymmetricState.TagSize;

    private SymmetricState _state = new(ProtocolName);
    private readonly byte[] _private = new byte[X25519.ScalarSize];
    private readonly byte[] _public = new byte[PublicKeySize];

    /// <param name="prologue">Data that must be the same at both ends.</param>
    /// <param name="psk">The segment's pre-shared key, 32 bytes.</param>
    /// <param name="ephemeral">The ephemeral private key, for test vectors only; null: a random one.</param>
    internal Handshake(ReadOnlySpan<byte> prologue, ReadOnlySpan<byte> psk, ReadOnlySpan<byte> ephemeral = default)
    {
        if (ephemeral.IsEmpty)
            RandomNumberGenerator.Fill(_private);
        else
            ephemeral.CopyTo(_private);
        _state.MixHash(prologue);
        _state.MixKeyAndHash(psk);
    }

    /// <summary>The hash of the whole handshake.</summary>
    internal ReadOnlySpan<byte> Hash => _state.Hash;

    /// <summary>The first message, which the initiator writes.</summary>
    internal void WriteFirst(ReadOnlySpan<byte> payload, Span<byte> output)
    {
        WritePublicKey(output);
        _state.EncryptAndHash(payload, output[PublicKeySize..]);
    }

    /// <summary>Reads the first message. False: its writer lacks the key. It costs no curve arithmetic.</summary>
    internal bool TryReadFirst(ReadOnlySpan<byte> input, Span<byte> payload)
    {
        if (input.Length < Overhead)
            return false;
        ReadPublicKey(input);
        return _state.TryDecryptAndHash(input[PublicKeySize..], payload);
    }

    /// <summary>The second message, which the responder writes when it has read the first.</summary>
    internal bool TryWriteSecond(ReadOnlySpan<byte> theirPublicKey, ReadOnlySpan<byte> payload, Span<byte> output)
    {
        WritePublicKey(output);
        if (!TryMixAgreement(theirPublicKey))
            return false;
        _state.EncryptAndHash(payload, output[PublicKeySize..]);
        return true;
    }

    /// <summary>
    /// Reads the second message, which ends the handshake. False: it answers another handshake, or its writer lacks the key. The right one
    /// can still be read afterwards.
    /// </summary>
    internal bool TryReadSecond(ReadOnlySpan<byte> input, Span<byte> payload)
    {
        if (input.Length < Overhead)
            return false;
        var before = _state.Clone();
        ReadPublicKey(input);
        if (TryMixAgreement(input[..PublicKeySize]) && _state.TryDecryptAndHash(input[PublicKeySize..], payload))
        {
            before.Dispose();
            return true;
        }
        _state.Dispose();
        _state = before;
        return false;
    }

    /// <summary>The ciphers for what follows.</summary>
    internal (TransportCipher Initiator, TransportCipher Responder) Split() => _state.Split();

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_private);
        _state.Dispose();
    }

    private void WritePublicKey(Span<byte> output)
    {
        X25519.GeneratePublicKey(_private, _public);
        _public.CopyTo(output);
        // With a psk, e is mixed into the key, too (section 9.2).
        _state.MixHash(_public);
        _state.MixKey(_public);
    }

    private void ReadPublicKey(ReadOnlySpan<byte> input)
    {
        _state.MixHash(input[..PublicKeySize]);
        _state.MixKey(input[..PublicKeySize]);
    }

    private bool TryMixAgreement(ReadOnlySpan<byte> theirPublicKey)
    {
        Span<byte> shared = stackalloc byte[X25519.PointSize];
        // False for the few points of low order, with which the shared secret is always the same.
        var agreed = X25519.CalculateAgreement(_private, theirPublicKey, shared);
        if (agreed)
            _state.MixKey(shared);
        CryptographicOperations.ZeroMemory(shared);
        return agreed;
    }
}
