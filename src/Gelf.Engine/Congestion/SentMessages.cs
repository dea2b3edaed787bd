using Gelf.Engine.Protocol;

namespace Gelf.Engine.Congestion;

/// <summary>A message in flight, and what was known when it was sent.</summary>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="Bytes">Its bytes of payload.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Delivered">Bytes that had been delivered by then.</param>
/// <param name="DeliveredAt">When the last of those were.</param>
/// <param name="FirstSentAt">When the last message was sent of which an ack had come by then.</param>
/// <param name="Phase">The model's phase.</param>
/// <param name="IsAppLimited">Whether the window was open and nothing was queued.</param>
/// <param name="IsAlone">Whether next to nothing was in flight.</param>
internal readonly record struct SentMessage(
    ulong Sequence, int Bytes, long SentAt, ulong Delivered, long DeliveredAt, long FirstSentAt, PathPhase Phase, bool IsAppLimited, bool IsAlone);

/// <summary>What an ack tells (<c>struct rate_sample</c> in Linux).</summary>
/// <param name="Message">The newest message that it covers.</param>
/// <param name="RoundTrip">Its round trip, without the time for which the ack was delayed.</param>
/// <param name="DeliveryRate">Bytes a second that were delivered since it was sent; null: no time has passed.</param>
/// <param name="EndsRound">Whether it was sent after the last round had ended: a round trip's worth of messages has been acked.</param>
/// <param name="TakenAt">When the ack came.</param>
internal readonly record struct RateSample(SentMessage Message, TimeSpan RoundTrip, double? DeliveryRate, bool EndsRound, long TakenAt);

/// <summary>
/// The messages in flight to one peer. Acks take them out, and give samples of round trip and delivery rate
/// (draft-cheng-iccrg-delivery-rate-estimation). Guarded by its owner's lock.
/// </summary>
internal sealed class SentMessages(TimeProvider time)
{
    private readonly Queue<SentMessage> _inFlight = new();
    private ulong _delivered;
    private ulong _ackedBytes; // as the peer counts them
    private long _deliveredAt;
    private long _firstSentAt;
    private ulong _highestAcked;
    private ulong _lastSent;
    private ulong _lostUpTo;
    private ulong _roundEnds;
    private long _lastAckAt;
    private long _busySince;

    /// <summary>Bytes in flight.</summary>
    internal long InFlight { get; private set; }

    internal bool IsEmpty => _inFlight.Count == 0;

    /// <summary>For how long the path, as far as is known, has been transmitting what is in flight.</summary>
    internal TimeSpan Busy => time.GetElapsedTime(_busySince);

    /// <summary>Adds a message.</summary>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="bytes">Its bytes of payload.</param>
    /// <param name="phase">The model's phase.</param>
    /// <param name="isAppLimited">Whether the window was open and nothing was queued.</param>
    internal void Add(ulong sequence, int bytes, PathPhase phase, bool isAppLimited)
    {
        var now = time.GetTimestamp();
        // The time of the last delivery before an idle time says nothing about the rate.
        if (IsEmpty)
            (_deliveredAt, _firstSentAt, _lastAckAt) = (now, now, now);
        // An ack of few bytes may be long in coming, though they have arrived.
        var isAlone = InFlight < CongestionLimits.MinAckBytes;
        if (isAlone)
            _busySince = now;
        _lastSent = sequence;
        _inFlight.Enqueue(new SentMessage(sequence, bytes, now, _delivered, _deliveredAt, _firstSentAt, phase, isAppLimited, isAlone));
        InFlight += bytes;
    }

    /// <summary>
    /// Takes an ack in. False: it gives no sample. One that is older than the last, or covers what was never sent, changes nothing.
    /// </summary>
    internal bool TryAck(in Ack ack, out RateSample sample)
    {
        sample = default;
        if (ack.HighestSequence <= _highestAcked || ack.HighestSequence > _lastSent)
            return false;
        var now = time.GetTimestamp();
        var countsAnew = _highestAcked <= _lostUpTo;
        _highestAcked = ack.HighestSequence;
        SentMessage newest = default;
        var taken = 0;
        while (_inFlight.TryPeek(out var sent) && sent.Sequence <= ack.HighestSequence)
        {
            newest = _inFlight.Dequeue();
            InFlight -= newest.Bytes;
            taken += newest.Bytes;
        }
        // If either end has forgotten the other for a while, or what was in flight counted as lost, the peer's count cannot be compared
        // with the last one.
        _delivered += countsAnew || ack.Bytes < _ackedBytes ? (ulong)taken : ack.Bytes - _ackedBytes;
        _ackedBytes = ack.Bytes;
        _deliveredAt = now;
        _lastAckAt = now;
        _busySince = now - (long)(ack.HeldMicroseconds * 1e-6 * time.TimestampFrequency);
        if (newest.Sequence != ack.HighestSequence)
            return false;
        var roundTrip = time.GetElapsedTime(newest.SentAt, now) - TimeSpan.FromMicroseconds(ack.HeldMicroseconds);
        var rate = DeliveryRate(newest, now);
        sample = new RateSample(newest, roundTrip, rate, rate is not null && TryEndRound(newest.Sequence), now);
        return true;
    }

    /// <summary>Counts what is in flight as lost if no ack has come for so long. False: none is overdue.</summary>
    internal bool TryGiveUp(TimeSpan timeout)
    {
        if (IsEmpty || time.GetElapsedTime(_lastAckAt) < timeout)
            return false;
        _inFlight.Clear();
        _lostUpTo = _lastSent;
        InFlight = 0;
        return true;
    }

    private double? DeliveryRate(in SentMessage newest, long now)
    {
        // Acks that were held up on their way come close together, as if from a faster path. So the time in which the same bytes were sent
        // counts, if it is longer.
        var receiving = time.GetElapsedTime(newest.DeliveredAt, now);
        var sending = time.GetElapsedTime(newest.FirstSentAt, newest.SentAt);
        _firstSentAt = newest.SentAt;
        var elapsed = receiving > sending ? receiving : sending;
        return elapsed > TimeSpan.Zero ? (_delivered - newest.Delivered) / elapsed.TotalSeconds : null;
    }

    private bool TryEndRound(ulong sequence)
    {
        if (sequence < _roundEnds)
            return false;
        _roundEnds = IsEmpty ? sequence + 1 : _lastSent;
        return true;
    }
}
