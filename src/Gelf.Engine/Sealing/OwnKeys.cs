using System.Security.Cryptography;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The keys with which this relay seals: the one in use, and from time to time the next one, until the peers have it.
/// Guarded by its owner's lock, but for <see cref="Current"/>, which any thread may read.
/// </summary>
internal sealed class OwnKeys : IDisposable
{
    /// <summary>How long a key is used.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>How many bytes are sealed with a key.</summary>
    internal const long MaxBytes = 1L << 36;

    /// <summary>How long the next key waits for peers that do not say that they have it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private Pair _current;
    private Pair? _next;
    private Pair? _retired;
    private long _nextSince;

    internal OwnKeys(TimeProvider time)
    {
        _time = time;
        _current = NewPair(0);
    }

    /// <summary>A key as it is used and as it is given to peers.</summary>
    internal sealed class Pair(byte epoch, byte[] secret, long since)
    {
        internal SenderKey Key { get; } = new(epoch, secret);
        internal byte[] Secret { get; } = secret;
        internal byte Epoch { get; } = epoch;
        internal long Since { get; } = since;

        internal void Wipe()
        {
            CryptographicOperations.ZeroMemory(Secret);
            Key.Dispose();
        }
    }

    internal SenderKey Current => Volatile.Read(ref _current).Key;

    internal Pair CurrentPair => _current;

    internal Pair? NextPair => _next;

    /// <summary>Makes the next key when the one in use is old. True: it is to be given to the peers.</summary>
    internal bool TryRenew()
    {
        if (_next is not null || _time.GetElapsedTime(_current.Since) < Life && _current.Key.Bytes < MaxBytes)
            return false;
        _next = NewPair((byte)(_current.Epoch + 1));
        _nextSince = _time.GetTimestamp();
        return true;
    }

    /// <summary>Puts the next key in use when all have it, or have had time to get it.</summary>
    internal void TrySwitch(bool allHaveIt)
    {
        if (_next is null || !allHaveIt && _time.GetElapsedTime(_nextSince) < Patience)
            return;
        // A thread may be sealing with the old one at this very moment: it is wiped a key's life later.
        _retired?.Wipe();
        _retired = _current;
        Volatile.Write(ref _current, _next);
        _next = null;
    }

    public void Dispose()
    {
        _current.Wipe();
        _next?.Wipe();
        _retired?.Wipe();
    }

    private Pair NewPair(byte epoch) => new(epoch, RandomNumberGenerator.GetBytes(SenderKey.Size), _time.GetTimestamp());
}
