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
/// replay window, which outlives the keys: the same key may be given again. Any thread calls.
/// </summary>
internal sealed class PeerKeys(TimeProvider time)
{
    /// <summary>How long the previous key is valid once the new one is in use.</summary>
    internal static readonly TimeSpan OldKeyLife = TimeSpan.FromSeconds(30);

    /// <summary>How long a key is kept, whatever the peer says or does not say. It is a minute more than the peer uses it.</summary>
    internal static readonly TimeSpan Life = OwnKeys.Life + TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly ReplayWindow _opened = new();
    private SenderKey? _newest;
    private SenderKey? _previous;
    private long _newestSince;
    private long _previousSince;
    private long? _newestUsedAt;
    private bool _hasOpened;

    internal bool HasKey
    {
        get
        {
            lock (_gate)
                return _newest is not null;
        }
    }

    /// <summary>Takes a key that the peer has sent. False: it is older than what the peer has sent since.</summary>
    internal bool TryTake(byte epoch, ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            // Sent again, because the acknowledgement was lost or after a new handshake.
            if (KeyOf(epoch) is not null)
                return true;
            if (_newest is null || IsLater(epoch, _newest.Epoch))
            {
                _previous?.Dispose();
                (_previous, _previousSince) = (_newest, _newestSince);
                (_newest, _newestSince) = (new SenderKey(epoch, key), time.GetTimestamp());
                _newestUsedAt = null;
                return true;
            }
            // The peer sends its current and its next key together, and the next one was faster.
            if (_previous is not null || _newestUsedAt is not null || (byte)(epoch + 1) != _newest.Epoch)
                return false;
            (_previous, _previousSince) = (new SenderKey(epoch, key), time.GetTimestamp());
            return true;
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
            _hasOpened = true;
            if (key == _newest)
                _newestUsedAt ??= time.GetTimestamp();
            return Opening.Opened;
        }
    }

    /// <summary>Whether a message was opened since the last call.</summary>
    internal bool TakeOpened()
    {
        lock (_gate)
        {
            var hasOpened = _hasOpened;
            _hasOpened = false;
            return hasOpened;
        }
    }

    /// <summary>Wipes what is too old. True: the newest key was, and none is left.</summary>
    internal bool Tick()
    {
        lock (_gate)
        {
            if (_newest is not null && time.GetElapsedTime(_newestSince) >= Life)
            {
                WipeBoth();
                return true;
            }
            var isReplaced = _newestUsedAt is { } since && time.GetElapsedTime(since) >= OldKeyLife;
            if (_previous is not null && (isReplaced || time.GetElapsedTime(_previousSince) >= Life))
            {
                _previous.Dispose();
                _previous = null;
            }
            return false;
        }
    }

    /// <summary>Wipes the keys.</summary>
    internal void Wipe()
    {
        lock (_gate)
            WipeBoth();
    }

    private void WipeBoth()
    {
        _newest?.Dispose();
        _previous?.Dispose();
        (_newest, _previous, _newestUsedAt) = (null, null, null);
    }

    // Epochs count modulo 256.
    private static bool IsLater(byte epoch, byte than) => unchecked((sbyte)(epoch - than)) > 0;

    private SenderKey? KeyOf(byte epoch) => _newest?.Epoch == epoch ? _newest : _previous?.Epoch == epoch ? _previous : null;
}
