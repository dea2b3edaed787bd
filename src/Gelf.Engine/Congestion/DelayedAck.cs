using Gelf.Engine.Protocol;
using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>
/// The delayed ack to one peer: what has come from it and was not acked yet. It alone decides when the ack is due (RFC 1122, 4.2.3.2; RFC
/// 9000, 13.2); all others only call at some occasion. Guarded by its owner's lock.
/// </summary>
internal sealed class DelayedAck(TimeProvider time)
{
    private ulong _bytes;
    private ulong _highest;
    private long _highestAt;
    private long _unacked;
    private long _unackedSince;
    private long _receivedAt;
    private long? _ackedAt;

    private bool HasMinimum => _unacked >= MinAckBytes;

    /// <summary>Notes a message.</summary>
    internal void Note(ulong sequence, int bytes)
    {
        _receivedAt = time.GetTimestamp();
        if (_unacked == 0)
            _unackedSince = _receivedAt;
        _bytes += (ulong)bytes;
        _unacked += bytes;
        // In a plain segment, the highest may have been a lie. It stands no longer than in the switch.
        if (sequence > _highest || time.GetElapsedTime(_highestAt, _receivedAt) >= RecentWindow.Memory)
            (_highest, _highestAt) = (sequence, _receivedAt);
    }

    /// <summary>Whether an ack is to be sent on this occasion.</summary>
    internal bool IsDue(AckTrigger trigger) => trigger switch
    {
        // Without a pause on the link, nothing else would call: the ack clocks the sender.
        AckTrigger.Received => _unacked >= AckBudget || (HasMinimum && time.GetElapsedTime(_unackedSince, _receivedAt) >= Ack.MaxDelay),
        AckTrigger.LinkFlush => HasMinimum,
        // It is due soon anyway; but no more often than that.
        AckTrigger.Piggyback => HasMinimum && (_ackedAt is not { } last || time.GetElapsedTime(last) >= Ack.MaxDelay),
        AckTrigger.Tick => HasMinimum || (_unacked > 0 && time.GetElapsedTime(_unackedSince) >= MaxDelayOfFewBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "There is no such occasion."),
    };

    /// <summary>Takes the ack if it is due on this occasion.</summary>
    internal bool TryTake(AckTrigger trigger, out Ack ack)
    {
        var isDue = IsDue(trigger);
        ack = isDue ? Take() : default;
        return isDue;
    }

    private Ack Take()
    {
        _unacked = 0;
        var now = time.GetTimestamp();
        _ackedAt = now;
        return new Ack(_bytes, _highest, (uint)Math.Min(uint.MaxValue, time.GetElapsedTime(_highestAt, now).TotalMicroseconds));
    }
}
