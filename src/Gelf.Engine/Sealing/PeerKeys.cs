using Gelf.Engine.Protocol;

namespace Gelf.Engine.Sealing;

/// <summary>How an attempt to open a message ended.</summary>
internal enum Opening
{
    Opened,
    /// <summary>It was sealed with a key that this relay does not have, and it has no other of this peer.</summary>
    NoKey,
    /// <summary>It was sealed with a key that this relay does not have, not yet or no longer, while it has another one.</summary>
    OtherEpoch,
    /// <summary>It is not authentic.</summary>
    Forged,
    /// <summary>It was opened before.</summary>
    Replayed,
}

/// <summary>
/// The sender keys of one peer, the newest and the previous one, and which of its messages were opened. Only an authentic message moves the
/// replay window. Any thread calls.
/// </summary>
internal sealed class PeerKeys(TimeProvider time) : IDisposable
{
    /// <summary>How long the previous key is valid once the new one is in use.</summary>
    internal static readonly TimeSpan OldKeyLife = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ReplayWindow _opened = new();
    private SenderKey? _newest;
    private SenderKey? _previous;
    private long? _newestUsedAt;

    internal bool HasKey
    {
        get
        {
            lock (_gate)
                return _newest is not null;
        }
    }

    /// <summary>Takes a key that the peer has sent.</summary>
    internal void Take(byte epoch, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            // Sent again, because the acknowledgement was lost or after a new handshake.
            if (_newest?.Epoch == epoch || _previous?.Epoch == epoch)
                return;
            _previous?.Dispose();
            (_previous, _newest) = (_newest, new SenderKey(epoch, key));
            _newestUsedAt = null;
        }
    }

    /// <summary>Opens a message into <paramref name="payload"/>, which may be in place.</summary>
    internal Opening TryOpen(ReadOnlySpan<byte> message, in Envelope envelope, Span<byte> payload)
    {
        lock (_gate)
        {
            if (_opened.IsMarked(envelope.Sequence))
                return Opening.Replayed;
            var key = KeyOf(envelope.Epoch);
            if (key is null)
                return _newest is null ? Opening.NoKey : Opening.OtherEpoch;
            if (!key.TryOpen(message, envelope.Sequence, payload))
                return Opening.Forged;
            _opened.TryMark(envelope.Sequence);
            if (key == _newest)
                _newestUsedAt ??= time.GetTimestamp();
            return Opening.Opened;
        }
    }

    /// <summary>Wipes the previous key when it is no longer valid.</summary>
    internal void Tick()
    {
        lock (_gate)
        {
            if (_previous is null || _newestUsedAt is not { } since || time.GetElapsedTime(since) < OldKeyLife)
                return;
            _previous.Dispose();
            _previous = null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _newest?.Dispose();
            _previous?.Dispose();
            (_newest, _previous) = (null, null);
        }
    }

    private SenderKey? KeyOf(byte epoch) => _newest?.Epoch == epoch ? _newest : _previous?.Epoch == epoch ? _previous : null;
}
