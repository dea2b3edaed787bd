using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gelf.Engine.Reporting;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The key of a segment: 128 or 256 bits that all its relays share. It is shown as its <see cref="Id"/>, which reveals nothing of it.
/// </summary>
public sealed class SegmentKey : IDisposable
{
    private const int PskSize = 32;
    private const int AnswerKeySize = 32;
    private const int TokenSize = 16;
    private const int IdSize = 8;
    private const int WordKeySize = 32;
    private const int SaltSize = 16;
    private const int Argon2MemoryKiB = 64 * 1024;
    private const int Argon2Passes = 3;
    private const int Argon2Lanes = 1;

    private readonly byte[] _key;
    private readonly byte[] _psk;
    private readonly byte[] _answerKey;

    private SegmentKey(byte[] key)
    {
        _key = key;
        _psk = Derive("gelf.1 psk", PskSize);
        _answerKey = Derive("gelf.1 answer", AnswerKeySize);
        Token = Base64Url.EncodeToString(Derive("gelf.1 token", TokenSize));
        Id = Convert.ToHexStringLower(Derive("gelf.1 id", IdSize));
    }

    /// <summary>Bits of the key.</summary>
    public int Bits => _key.Length * 8;

    /// <summary>Tells keys apart; hello messages carry it. 16 hex digits.</summary>
    public string Id { get; }

    /// <summary>The token that a link needs at a relay with this key. A secret, but a smaller one: it opens links, not messages.</summary>
    public string Token { get; }

    internal ReadOnlySpan<byte> PreSharedKey => _psk;

    /// <summary>Marks the second messages of handshakes.</summary>
    internal ReadOnlySpan<byte> AnswerKey => _answerKey;

    /// <summary>A new copy of the key for <see cref="WordKey"/>, which the caller wipes.</summary>
    internal byte[] DeriveWordKey() => Derive("gelf.1 word", WordKeySize);

    /// <summary>A new random key.</summary>
    /// <param name="bits">128 or 256.</param>
    /// <exception cref="GelfException">Another number of bits.</exception>
    public static SegmentKey Create(int bits = 256) =>
        bits is 128 or 256 ? new SegmentKey(RandomNumberGenerator.GetBytes(bits / 8)) : throw GelfErrors.KeyBitsInvalid(bits);

    /// <summary>A key of 16 or 32 bytes, which are copied.</summary>
    /// <exception cref="GelfException">Another number of bytes.</exception>
    public static SegmentKey FromBytes(ReadOnlySpan<byte> key) =>
        key.Length is 16 or 32 ? new SegmentKey(key.ToArray()) : throw GelfErrors.KeyLengthInvalid(key.Length);

    /// <summary>A key written as 32 or 64 hex digits. White space around them is ignored.</summary>
    /// <exception cref="GelfException">Something else.</exception>
    public static SegmentKey FromHex(ReadOnlySpan<char> digits)
    {
        digits = digits.Trim();
        Span<byte> key = stackalloc byte[32];
        try
        {
            if (digits.Length is not (32 or 64) || Convert.FromHexString(digits, key, out _, out var length) != System.Buffers.OperationStatus.Done)
                throw GelfErrors.KeyTextInvalid();
            return new SegmentKey(key[..length].ToArray());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The key from a passphrase and a segment's name: Argon2id with 64 MiB and 3 passes, which takes a moment.</summary>
    /// <exception cref="GelfException">The passphrase is empty.</exception>
    public static SegmentKey FromPassphrase(ReadOnlySpan<char> passphrase, string segmentName)
    {
        if (passphrase.IsEmpty)
            throw GelfErrors.PassphraseEmpty();
        var bytes = new byte[Encoding.UTF8.GetByteCount(passphrase)];
        try
        {
            Encoding.UTF8.GetBytes(passphrase, bytes);
            var salt = SHA256.HashData(Encoding.UTF8.GetBytes("gelf.1 " + segmentName))[..SaltSize];
            var generator = new Argon2BytesGenerator();
            generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                .WithVersion(Argon2Parameters.Version13)
                .WithSalt(salt)
                .WithMemoryAsKB(Argon2MemoryKiB)
                .WithIterations(Argon2Passes)
                .WithParallelism(Argon2Lanes)
                .Build());
            var key = new byte[32];
            generator.GenerateBytes(bytes, key);
            return new SegmentKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The key itself as hex digits: the secret.</summary>
    public string ToHex() => Convert.ToHexStringLower(_key);

    /// <summary>Writes the key as hex digits in ASCII, into memory that the caller wipes.</summary>
    /// <returns>The digits written.</returns>
    internal int WriteHex(Span<byte> digits) => Convert.TryToHexStringLower(_key, digits, out var length)
        ? length
        : throw new ArgumentException("There is no room for the key.", nameof(digits));

    /// <summary>A copy, to be disposed of on its own.</summary>
    public SegmentKey Copy() => new(_key.ToArray());

    /// <summary>Wipes the key from memory.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_psk);
        CryptographicOperations.ZeroMemory(_answerKey);
    }

    /// <summary>The <see cref="Id"/>, never the key.</summary>
    public override string ToString() => Id;

    private byte[] Derive(string info, int size) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, size, salt: null, Encoding.ASCII.GetBytes(info));
}
