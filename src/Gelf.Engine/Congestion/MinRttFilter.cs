using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>
/// The round trip to one peer and back when nothing is queued on the path. Samples from a full path include its queue. So when the minimum
/// has expired, a probe lets the path run dry for a moment, and the minimum of the probe replaces it. Guarded by its owner's lock.
/// </summary>
internal sealed class MinRttFilter(TimeProvider time)
{
    private TimeSpan _min = TimeSpan.MaxValue;
    private long _measuredAt;
    private MinRttConfidence _confidence = MinRttConfidence.Provisional;

    // The probe, if there is one.
    private long _probeMinEnd;
    private long? _probeMaxEnd;
    private TimeSpan _probeMin;

    /// <summary>The minimum; null: not known yet.</summary>
    internal TimeSpan? Value => _min == TimeSpan.MaxValue ? null : _min;

    /// <summary>Whether a probe is on: only a message with next to nothing before it may be sent.</summary>
    internal bool IsProbing => _probeMaxEnd is { } end && time.GetTimestamp() < end;

    private bool IsProbed => _confidence is MinRttConfidence.Tentative or MinRttConfidence.Confirmed;

    /// <summary>Takes a sample in.</summary>
    /// <param name="roundTrip">The time from the sending of a message to its ack.</param>
    /// <param name="alone">The same without the message's own transmission time, if next to nothing was before it; else null.</param>
    /// <param name="isBandwidthStable">Whether the bandwidth is stable, from which the transmission time was taken.</param>
    /// <param name="now">The clock's timestamp.</param>
    internal void Note(TimeSpan roundTrip, TimeSpan? alone, bool isBandwidthStable, long now)
    {
        if (roundTrip <= TimeSpan.Zero)
            return;
        if (_probeMaxEnd is { } end)
        {
            // What was sent before the path ran dry was queued, too.
            if (alone < _probeMin)
                _probeMin = alone.Value;
            if (now >= end || (now >= _probeMinEnd && _probeMin < TimeSpan.MaxValue))
                EndProbe(isBandwidthStable, now);
        }
        else if (roundTrip <= _min)
        {
            _min = roundTrip;
            if (IsProbed || _measuredAt == 0)
                _measuredAt = now;
        }
        else if (time.GetElapsedTime(_measuredAt, now) >= (IsProbed ? MinRttLifetime : UnconfirmedMinRttLifetime))
        {
            BeginProbe(roundTrip, now);
        }
    }

    /// <summary>Has a minimum that was measured without a stable bandwidth probed again soon, once: to be safe, it is too long.</summary>
    internal void RecheckTentative()
    {
        if (_confidence == MinRttConfidence.Tentative)
            _confidence = MinRttConfidence.Recheck;
    }

    /// <summary>Forgets everything: the path may be another one.</summary>
    internal void Reset()
    {
        _min = TimeSpan.MaxValue;
        _measuredAt = 0;
        _confidence = MinRttConfidence.Provisional;
        _probeMaxEnd = null;
    }

    private void BeginProbe(TimeSpan roundTrip, long now)
    {
        var longest = MaxProbeRttRtts * roundTrip;
        _probeMinEnd = now + Ticks(MinProbeRtt);
        _probeMaxEnd = now + Ticks(longest > MaxProbeRtt ? longest : MaxProbeRtt);
        _probeMin = TimeSpan.MaxValue;
    }

    private void EndProbe(bool isBandwidthStable, long now)
    {
        _probeMaxEnd = null;
        _measuredAt = now;
        if (_probeMin == TimeSpan.MaxValue)
            return;
        var isSuspect = _probeMin > _min * SuspectRttFactor && _probeMin > _min + SuspectRttIncrease;
        _confidence = (isBandwidthStable, isSuspect, _confidence) switch
        {
            (true, true, _) => MinRttConfidence.Provisional,
            (true, false, _) or (false, _, MinRttConfidence.Recheck) => MinRttConfidence.Confirmed,
            _ => MinRttConfidence.Tentative,
        };
        _min = _probeMin;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
