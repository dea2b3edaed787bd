using Gelf.Engine.Protocol;

namespace Gelf.Engine.Pacing;

/// <summary>
/// What is known of the path to one peer, from its receipts: how fast it delivers, how long the way takes when nothing waits
/// on it, and so how many bytes should be under way (the idea of BBR, RFC draft-cardwell-iccrg-bbr-congestion-control).
/// Guarded by its owner's lock.
/// </summary>
internal sealed class PathModel(TimeProvider time)
{
    /// <summary>Bytes under way while nothing is known yet.</summary>
    internal const long FirstWindow = 256 * 1024;

    /// <summary>Bytes under way at least and at most.</summary>
    internal const long MinWindow = 8 * 1024;
    internal const long MaxWindow = 4 * 1024 * 1024;

    // Twice what fits on the way, so that a receipt that is late leaves no gap.
    private const double Gain = 2;

    // A rate that was not reached again sinks by this share a round.
    private const double Forgetting = 1.0 / 8;

    // The first round trips are measured behind the first window, so they are soon looked at again.
    private static readonly TimeSpan s_firstMemory = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_roundTripMemory = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_leastDrain = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_longestDrain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1);

    // How long a message may be, in time of the path.
    private const double BatchSeconds = 0.008;

    // What the window has to spare for the times at which the threads of either end, or the tab, are not running.
    private const double SpareSeconds = 0.005;

    private readonly Queue<Outstanding> _outstanding = new();
    private ulong _delivered;
    private ulong _told;
    private long _deliveredAt;
    private long _firstSentAt;
    private ulong _highest;
    private long _lastReceipt;
    private double _rate;
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private long _shortestAt;
    private long _drainAtLeastUntil;
    private long? _drainUntil;
    private TimeSpan _shortestInDrain;
    private bool _hasDrained;
    private ulong _roundEnds;
    private ulong _lastSent;
    private ulong _lostUpTo;
    private bool _limitedByWindow;

    private readonly record struct Outstanding(ulong Sequence, int Bytes, long SentAt, ulong Delivered, long DeliveredAt, long FirstSentAt, bool LimitedByWindow, bool IsAlone);

    /// <summary>Bytes that are under way.</summary>
    internal long InFlight { get; private set; }

    /// <summary>Delivery rate in bytes a second; 0: not known yet.</summary>
    internal double Rate => _rate;

    /// <summary>The round trip when nothing waits on the way; null: not known yet.</summary>
    internal TimeSpan? ShortestRoundTrip => _shortest == TimeSpan.MaxValue ? null : _shortest;

    /// <summary>Bytes that may be under way.</summary>
    internal long Window
    {
        get
        {
            if (_rate <= 0 || ShortestRoundTrip is not { } roundTrip)
                return FirstWindow;
            // One message at a time, behind next to nothing, has nothing to wait for, so that the round trip can be measured.
            if (_drainUntil is { } until && time.GetTimestamp() < until)
                return ReceiptBook.Little;
            // And a message more, which waits for the end of the one before or has arrived and was not told yet: else a slow path rests
            // now and then. Of a fast path, more than that is told at once.
            var message = Math.Min(_rate * BatchSeconds, ReceiptBook.Threshold);
            return Math.Clamp((long)(_rate * (Gain * roundTrip.TotalSeconds + SpareSeconds) + message), MinWindow, MaxWindow);
        }
    }

    /// <summary>Bytes that a message should have at most: what the path delivers in 8 ms, so that nothing waits long behind it.</summary>
    internal int BatchLimit => _rate <= 0 ? 64 * 1024 : (int)Math.Clamp(_rate * BatchSeconds, 2 * 1024, Links.MessagePool.BatchSize);

    /// <summary>Whether one more message may be sent.</summary>
    internal bool CanSend
    {
        get
        {
            var can = InFlight < Window;
            _limitedByWindow |= !can;
            return can;
        }
    }

    /// <summary>Whether a small message may be sent where no other may: a few find room behind the last one that may have gone.</summary>
    internal bool CanSendLittle => InFlight < Window + BatchLimit + FlowQueues.LeastQuantum;

    /// <summary>Notes that a message was sent.</summary>
    internal void Sent(ulong sequence, int bytes)
    {
        var now = time.GetTimestamp();
        if (_outstanding.Count == 0)
        {
            // After a pause, the time of the last delivery says nothing about the rate.
            _deliveredAt = now;
            _firstSentAt = now;
            _lastReceipt = now;
        }
        _lastSent = sequence;
        _outstanding.Enqueue(new Outstanding(sequence, bytes, now, _delivered, _deliveredAt, _firstSentAt, _limitedByWindow, InFlight < ReceiptBook.Little));
        InFlight += bytes;
    }

    /// <summary>Takes a receipt in. One that is older than the last changes nothing.</summary>
    internal void Take(in Receipt receipt)
    {
        if (receipt.HighestSequence <= _highest)
            return;
        var now = time.GetTimestamp();
        var countsAnew = _highest <= _lostUpTo;
        _highest = receipt.HighestSequence;
        Outstanding? last = null;
        var settled = 0;
        while (_outstanding.TryPeek(out var sent) && sent.Sequence <= receipt.HighestSequence)
        {
            last = _outstanding.Dequeue();
            InFlight -= last.Value.Bytes;
            settled += last.Value.Bytes;
        }
        // Either end may have forgotten the other for a while, or this one given up on it; then the peer's count says nothing, and what
        // is settled stands for it.
        _delivered += countsAnew || receipt.Bytes < _told ? (ulong)settled : receipt.Bytes - _told;
        _told = receipt.Bytes;
        _deliveredAt = now;
        _lastReceipt = now;
        if (_outstanding.Count == 0)
            _limitedByWindow = false;
        if (last is { } newest && newest.Sequence == receipt.HighestSequence)
            Learn(newest, receipt, now);
    }

    /// <summary>Gives up on receipts that do not come: what was under way is lost.</summary>
    internal void Tick()
    {
        var patience = _shortest < TimeSpan.MaxValue && _shortest * 4 > s_leastPatience ? _shortest * 4 : s_leastPatience;
        if (_outstanding.Count == 0 || time.GetElapsedTime(_lastReceipt) < patience)
            return;
        _outstanding.Clear();
        _lostUpTo = _lastSent;
        InFlight = 0;
        _rate = 0;
        _shortest = TimeSpan.MaxValue;
        _shortestAt = 0;
        _drainUntil = null;
        _hasDrained = false;
    }

    private void Learn(in Outstanding newest, in Receipt receipt, long now)
    {
        var roundTrip = time.GetElapsedTime(newest.SentAt, now) - TimeSpan.FromMicroseconds(receipt.HeldMicroseconds);
        LearnRoundTrip(roundTrip, newest, now);

        // Receipts that rested on their way come close together, as if from a faster path. So the time that the same bytes took to be
        // sent counts, if it is longer (draft-cheng-iccrg-delivery-rate-estimation).
        var receiving = time.GetElapsedTime(newest.DeliveredAt, now);
        var sending = time.GetElapsedTime(newest.FirstSentAt, newest.SentAt);
        _firstSentAt = newest.SentAt;
        var elapsed = receiving > sending ? receiving : sending;
        if (elapsed <= TimeSpan.Zero)
            return;
        var sample = (_delivered - newest.Delivered) / elapsed.TotalSeconds;
        if (sample >= _rate)
            _rate = sample;
        else if (newest.LimitedByWindow && newest.Sequence >= _roundEnds)
            _rate += (sample - _rate) * Forgetting;
        if (newest.Sequence >= _roundEnds)
            _roundEnds = _outstanding.Count > 0 ? _lastSent : newest.Sequence + 1;
    }

    private void LearnRoundTrip(TimeSpan roundTrip, in Outstanding message, long now)
    {
        if (roundTrip <= TimeSpan.Zero)
            return;
        if (_drainUntil is { } until)
        {
            // What was sent before the path ran dry has waited, too.
            if (message.IsAlone && WithoutOwnTime(roundTrip, message.Bytes) is var empty && empty < _shortestInDrain)
                _shortestInDrain = empty;
            if (now >= until || (now >= _drainAtLeastUntil && _shortestInDrain < TimeSpan.MaxValue))
                EndDrain(now);
        }
        else if (roundTrip <= _shortest)
        {
            _shortest = roundTrip;
            if (_hasDrained || _shortestAt == 0)
                _shortestAt = now;
        }
        else if (time.GetElapsedTime(_shortestAt, now) >= (_hasDrained ? s_roundTripMemory : s_firstMemory))
        {
            // What is measured while the window is full has waited. Let it run dry for a moment, and believe what is measured then.
            _drainAtLeastUntil = now + Ticks(s_leastDrain);
            _drainUntil = now + Ticks(roundTrip * 4 > s_longestDrain ? roundTrip * 4 : s_longestDrain);
            _shortestInDrain = TimeSpan.MaxValue;
        }
    }

    /// <summary>
    /// Takes off what a message that was alone has waited for its own bytes, else the window would grow by twice that; but leaves as
    /// much as makes the window hold what fits on the way, if the rate should be wrong.
    /// </summary>
    private TimeSpan WithoutOwnTime(TimeSpan roundTrip, int bytes)
    {
        var whole = roundTrip.TotalSeconds;
        var empty = Math.Max(whole - bytes / _rate, (whole - SpareSeconds) / Gain);
        return empty > 0 ? TimeSpan.FromSeconds(empty) : roundTrip;
    }

    private void EndDrain(long now)
    {
        _drainUntil = null;
        _shortestAt = now;
        if (_shortestInDrain == TimeSpan.MaxValue)
            return;
        _hasDrained = true;
        _shortest = _shortestInDrain;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
