using System.Security.Cryptography;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The keys with which this relay seals: the current one, and at times the next one, until the peers have it. Guarded by its owner's lock,
/// except <see cref="Current"/>, which any thread may read.
/// </summary>
internal sealed class OwnKeys : IDisposable
{
    /// <summary>How long a key is used.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>Bytes that are sealed with a key at most.</summary>
    internal const long MaxBytes = 1L << 36;

    /// <summary>How long the next key waits for peers that do not acknowledge it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private Pair _current;
    private Pair? _next;
    private long _nextSince;

    internal OwnKeys(TimeProvider time)
    {
        _time = time;
        _current = NewPair(0);
    }

    /// <summary>A key, to use and to send to peers.</summary>
    internal sealed class Pair(byte epoch, byte[] secret, long since)
    {
        internal SenderKey Key { get; } = new(epoch, secret);
        internal byte[] Secret { get; } = secret;
        internal byte Epoch { get; } = epoch;
        internal long Since { get; } = since;

        internal void Retire(Pair successor)
        {
            CryptographicOperations.ZeroMemory(Secret);
            Key.Retire(successor.Key);
        }

        internal void Wipe()
        {
            CryptographicOperations.ZeroMemory(Secret);
            Key.Dispose();
        }
    }

    internal SenderKey Current => Volatile.Read(ref _current).Key;

    internal Pair CurrentPair => _current;

    internal Pair? NextPair => _next;

    /// <summary>Makes the next key if the current one is old. True: it is to be sent to the peers.</summary>
    internal bool TryRenew()
    {
        if (_next is not null || _time.GetElapsedTime(_current.Since) < Life && _current.Key.Bytes < MaxBytes)
            return false;
        _next = NewPair((byte)(_current.Epoch + 1));
        _nextSince = _time.GetTimestamp();
        return true;
    }

    /// <summary>Makes the next key the current one if all peers have it, or have had time to get it. The one before is wiped.</summary>
    internal void TrySwitch(bool allHaveIt)
    {
        if (_next is null || !allHaveIt && _time.GetElapsedTime(_nextSince) < Patience)
            return;
        var retired = _current;
        Volatile.Write(ref _current, _next);
        _next = null;
        retired.Retire(_current);
    }

    public void Dispose()
    {
        _current.Wipe();
        _next?.Wipe();
    }

    private Pair NewPair(byte epoch) => new(epoch, RandomNumberGenerator.GetBytes(SenderKey.Size), _time.GetTimestamp());
}
