namespace Gelf.Engine.Congestion;

/// <summary>
/// How long the way to one peer and back takes when nothing waits on it. What is measured while the path is full has waited; so now
/// and then it is to run dry for a moment, and what is measured then is believed. Guarded by its owner's lock.
/// </summary>
internal sealed class RoundTripMeter(TimeProvider time)
{
    // The first round trips are measured behind the first window, so they are soon looked at again.
    private static readonly TimeSpan s_firstMemory = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(10);

    // What comes out longer than before by so much, and by half, may have met threads that were late, and pings wait for it.
    private static readonly TimeSpan s_doubtful = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan s_leastDrain = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromMilliseconds(100);

    private TimeSpan _shortest = TimeSpan.MaxValue;
    private long _shortestAt;
    private bool _hasDrained;
    private long _drainAtLeastUntil;
    private long? _drainUntil;
    private TimeSpan _shortestInDrain;

    // Whether a rate that has become sure is no reason to look again.
    private bool _isSettled = true;
    private bool _isSecondLook;

    /// <summary>The shortest round trip; null: not known yet.</summary>
    internal TimeSpan? Shortest => _shortest == TimeSpan.MaxValue ? null : _shortest;

    /// <summary>Whether the path is to run dry: only a message that next to nothing is before may start.</summary>
    internal bool IsDraining => _drainUntil is { } until && time.GetTimestamp() < until;

    /// <summary>Takes in what was measured.</summary>
    /// <param name="roundTrip">The time from the sending of a message to its ack.</param>
    /// <param name="alone">What of it is not the message's own, if next to nothing was before it; else null.</param>
    /// <param name="isRateSure">Whether the rate is sure, by which the message's own time was known.</param>
    /// <param name="now">The clock's timestamp.</param>
    internal void Note(TimeSpan roundTrip, TimeSpan? alone, bool isRateSure, long now)
    {
        if (roundTrip <= TimeSpan.Zero)
            return;
        if (_drainUntil is { } until)
        {
            // What was sent before the path ran dry has waited, too.
            if (alone < _shortestInDrain)
                _shortestInDrain = alone.Value;
            if (now >= until || (now >= _drainAtLeastUntil && _shortestInDrain < TimeSpan.MaxValue))
                EndDrain(isRateSure, now);
        }
        else if (roundTrip <= _shortest)
        {
            _shortest = roundTrip;
            if (_hasDrained || _shortestAt == 0)
                _shortestAt = now;
        }
        else if (time.GetElapsedTime(_shortestAt, now) >= (_hasDrained ? s_memory : s_firstMemory))
        {
            _drainAtLeastUntil = now + Ticks(s_leastDrain);
            _drainUntil = now + Ticks(roundTrip * 4 > s_drainPatience ? roundTrip * 4 : s_drainPatience);
            _shortestInDrain = TimeSpan.MaxValue;
        }
    }

    /// <summary>
    /// The rate is sure. What was measured when it was not is longer than it need be, to be on the safe side: it is soon looked at
    /// again, once.
    /// </summary>
    internal void DoubtUnsure()
    {
        if (_isSettled)
            return;
        (_isSettled, _isSecondLook, _hasDrained) = (true, true, false);
    }

    /// <summary>Forgets all: the path may be another one.</summary>
    internal void Forget()
    {
        _shortest = TimeSpan.MaxValue;
        _shortestAt = 0;
        _hasDrained = false;
        _drainUntil = null;
        (_isSettled, _isSecondLook) = (true, false);
    }

    private void EndDrain(bool isRateSure, long now)
    {
        _drainUntil = null;
        _shortestAt = now;
        if (_shortestInDrain == TimeSpan.MaxValue)
            return;
        var isDoubtful = isRateSure && _shortestInDrain > _shortest * 1.5 && _shortestInDrain > _shortest + s_doubtful;
        (_hasDrained, _isSettled, _isSecondLook) = (!isDoubtful, isRateSure || _isSecondLook, false);
        _shortest = _shortestInDrain;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
