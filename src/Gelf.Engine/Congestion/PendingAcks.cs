using Gelf.Engine.Protocol;

namespace Gelf.Engine.Congestion;

/// <summary>What has come from one origin and was not told it yet. Guarded by its owner's lock.</summary>
internal sealed class PendingAcks(TimeProvider time)
{
    /// <summary>After so many bytes an ack is due.</summary>
    internal const int ByteBudget = 128 * 1024;

    /// <summary>
    /// So many bytes may be under way in any case: nobody waits for an ack of fewer. On a slow wire an ack for each lone
    /// acknowledgement of TCP would take as much of it as the headers of the messages that are acknowledged.
    /// </summary>
    internal const int MinimumBytes = 1024;

    private static readonly TimeSpan s_maxDelayOfFew = TimeSpan.FromMilliseconds(200);

    private ulong _bytes;
    private ulong _highest;
    private long _highestAt;
    private long _pending;
    private long _pendingSince;
    private long? _ackedAt;

    /// <summary>Whether it is time to tell what is there, however little.</summary>
    internal bool IsDue => HasMinimum || (_pending > 0 && time.GetElapsedTime(_pendingSince) >= s_maxDelayOfFew);

    /// <summary>Whether the origin may be waiting to be told.</summary>
    internal bool HasMinimum => _pending >= MinimumBytes;

    /// <summary>Whether the next ack, which is due soon, may go with something else that is sent to the origin.</summary>
    internal bool MayPiggyback => HasMinimum && (_ackedAt is not { } told || time.GetElapsedTime(told) >= Ack.MaxDelay);

    /// <summary>Notes a message. True: an ack is due at once.</summary>
    internal bool Note(ulong sequence, int bytes)
    {
        var now = time.GetTimestamp();
        if (_pending == 0)
            _pendingSince = now;
        _bytes += (ulong)bytes;
        _pending += bytes;
        if (sequence > _highest)
        {
            _highest = sequence;
            _highestAt = now;
        }
        return _pending >= ByteBudget || (HasMinimum && time.GetElapsedTime(_pendingSince, now) >= Ack.MaxDelay);
    }

    /// <summary>The ack to send now.</summary>
    internal Ack Take()
    {
        _pending = 0;
        var now = time.GetTimestamp();
        _ackedAt = now;
        return new Ack(_bytes, _highest, (uint)Math.Min(uint.MaxValue, time.GetElapsedTime(_highestAt, now).TotalMicroseconds));
    }
}
