using Gelf.Engine.Protocol;

namespace Gelf.Engine.Congestion;

/// <summary>
/// What is known of the path to one peer, from its acks: how fast it delivers, how long the way takes when nothing waits
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

    // An ack of little may take a quarter of a second more.
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1.25);

    private const double LeastRoundTripSeconds = 0.001;

    private readonly Queue<Outstanding> _outstanding = new();
    private readonly RoundTripMeter _roundTrips = new(time);
    private readonly DeliveryRate _rate = new();
    private readonly FullPipe _fullPipe = new();
    private ulong _delivered;
    private ulong _told;
    private long _deliveredAt;
    private long _firstSentAt;
    private ulong _highest;
    private long _lastAck;
    private ulong _roundEnds;
    private ulong _lastSent;
    private ulong _lostUpTo;
    private long _pastWindow;

    // When the path, as far as is known, began with what is under way.
    private long _busySince;

    private readonly record struct Outstanding(
        ulong Sequence, int Bytes, long SentAt, ulong Delivered, long DeliveredAt, long FirstSentAt, bool HasWaited, bool IsInDrain, bool IsAlone);

    /// <summary>Bytes that are under way.</summary>
    internal long InFlight { get; private set; }

    /// <summary>Delivery rate in bytes a second; 0: not known yet.</summary>
    internal double Rate => _rate.Value;

    /// <summary>The round trip when nothing waits on the way; null: not known yet.</summary>
    internal TimeSpan? ShortestRoundTrip => _roundTrips.Shortest;

    /// <summary>Bytes that may be under way.</summary>
    internal long Window
    {
        get
        {
            if (Rate <= 0 || ShortestRoundTrip is not { } roundTrip)
                return FirstWindow;
            // One message at a time, behind next to nothing, has nothing to wait for, so that the round trip can be measured.
            if (_roundTrips.IsDraining)
                return PendingAcks.MinimumBytes;
            return Math.Clamp((long)UnboundedWindow(roundTrip), MinWindow, MaxWindow);
        }
    }

    /// <summary>Whether messages are shared out to several links, of which the acks tell together.</summary>
    internal bool IsStriped { get; set; }

    /// <summary>Whether time alone may open the window, as <see cref="UntilCanSend"/> tells.</summary>
    internal bool IsSlow => Pace.IsSlow;

    /// <summary>Bytes that a message should have at most.</summary>
    internal int BatchLimit => Pace.BatchLimit;

    /// <summary>How long a slow path takes for so many, a second at most; zero: it is not slow, and that is next to nothing.</summary>
    internal TimeSpan BatchTime => Pace.BatchTime;

    private Pace Pace => new(Rate, IsStriped);

    private double UnboundedWindow(TimeSpan roundTrip) => Rate * Pace.UnderWay(roundTrip.TotalSeconds) + Pace.Untold(Busy);

    private TimeSpan Busy => time.GetElapsedTime(_busySince);

    /// <summary>Whether one more message may be sent.</summary>
    internal bool CanSend
    {
        get
        {
            var can = InFlight < Window;
            if (can)
                _pastWindow = 0;
            return can;
        }
    }

    /// <summary>How long until <see cref="CanSend"/> if no ack comes; null: it takes one.</summary>
    internal TimeSpan? UntilCanSend
    {
        get
        {
            if (InFlight < Window)
                return TimeSpan.Zero;
            if (!IsSlow || _roundTrips.IsDraining || InFlight >= MaxWindow || ShortestRoundTrip is not { } roundTrip)
                return null;
            var missing = InFlight + 1 - UnboundedWindow(roundTrip);
            if (missing > Pace.MostUntold - Pace.Untold(Busy))
                return null;
            return TimeSpan.FromTicks(Math.Max(1, (long)Math.Ceiling(missing / Rate * TimeSpan.TicksPerSecond)));
        }
    }

    /// <summary>Whether a small message may be sent past the full window: a few may, until there is room for others again.</summary>
    internal bool CanSendSmall => _pastWindow < FlowQueues.SmallMessage && !_roundTrips.IsDraining;

    /// <summary>Notes that a message was sent.</summary>
    /// <param name="sequence">Its number, as acks tell it.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="hasWaited">Whether it, or others before it, waited until it could be sent.</param>
    internal void Sent(ulong sequence, int bytes, bool hasWaited)
    {
        var now = time.GetTimestamp();
        if (_outstanding.Count == 0)
        {
            // After a pause, the time of the last delivery says nothing about the rate.
            _deliveredAt = now;
            _firstSentAt = now;
            _lastAck = now;
            // An ack that was late, while much waited, says nothing against the rate.
            if (!hasWaited)
                _fullPipe.Forget();
        }
        // Of next to nothing the ack may be long in coming, though it has arrived.
        if (InFlight < PendingAcks.MinimumBytes)
            _busySince = now;
        _lastSent = sequence;
        if (InFlight >= Window)
            _pastWindow += bytes;
        var isAlone = InFlight < PendingAcks.MinimumBytes;
        _outstanding.Enqueue(new Outstanding(sequence, bytes, now, _delivered, _deliveredAt, _firstSentAt, hasWaited, _roundTrips.IsDraining, isAlone));
        InFlight += bytes;
    }

    /// <summary>Takes an ack in. One that is older than the last, or tells of what was never sent, changes nothing.</summary>
    internal void Take(in Ack ack)
    {
        if (ack.HighestSequence <= _highest || ack.HighestSequence > _lastSent)
            return;
        var now = time.GetTimestamp();
        var countsAnew = _highest <= _lostUpTo;
        _highest = ack.HighestSequence;
        Outstanding? last = null;
        var settled = 0;
        while (_outstanding.TryPeek(out var sent) && sent.Sequence <= ack.HighestSequence)
        {
            last = _outstanding.Dequeue();
            InFlight -= last.Value.Bytes;
            settled += last.Value.Bytes;
        }
        // Either end may have forgotten the other for a while, or this one given up on it; then the peer's count says nothing, and what
        // is settled stands for it.
        _delivered += countsAnew || ack.Bytes < _told ? (ulong)settled : ack.Bytes - _told;
        _told = ack.Bytes;
        _deliveredAt = now;
        _lastAck = now;
        _busySince = now - (long)(ack.HeldMicroseconds * 1e-6 * time.TimestampFrequency);
        if (last is { } newest && newest.Sequence == ack.HighestSequence)
            Learn(newest, ack, now);
    }

    /// <summary>Gives up on acks that do not come: what was under way is lost.</summary>
    internal void Tick()
    {
        var patience = ShortestRoundTrip * 4 is { } fourRoundTrips && fourRoundTrips > s_leastPatience ? fourRoundTrips : s_leastPatience;
        if (_outstanding.Count == 0 || time.GetElapsedTime(_lastAck) < patience)
            return;
        _outstanding.Clear();
        _lostUpTo = _lastSent;
        InFlight = 0;
        _rate.Forget();
        _fullPipe.Forget();
        _roundTrips.Forget();
    }

    private void Learn(in Outstanding newest, in Ack ack, long now)
    {
        var roundTrip = time.GetElapsedTime(newest.SentAt, now) - TimeSpan.FromMicroseconds(ack.HeldMicroseconds);
        _roundTrips.Note(roundTrip, newest.IsAlone ? WithoutOwnTime(roundTrip, newest.Bytes) : null, _fullPipe.IsSure, now);

        // AckSender that rested on their way come close together, as if from a faster path. So the time that the same bytes took to be
        // sent counts, if it is longer (draft-cheng-iccrg-delivery-rate-estimation).
        var receiving = time.GetElapsedTime(newest.DeliveredAt, now);
        var sending = time.GetElapsedTime(newest.FirstSentAt, newest.SentAt);
        _firstSentAt = newest.SentAt;
        var elapsed = receiving > sending ? receiving : sending;
        if (elapsed <= TimeSpan.Zero)
            return;
        var sample = (_delivered - newest.Delivered) / elapsed.TotalSeconds;
        var endsRound = newest.Sequence >= _roundEnds;
        // Running dry to be measured, or because nothing more was sent, says nothing against it.
        _rate.Note(sample, endsRound && newest.HasWaited && !newest.IsInDrain);
        if (!endsRound)
            return;
        _roundEnds = _outstanding.Count > 0 ? _lastSent : newest.Sequence + 1;
        if (!newest.IsInDrain)
            _fullPipe.NoteRound(newest.HasWaited, Rate);
        if (_fullPipe.IsSure && IsSlow)
            _roundTrips.DoubtUnsure();
    }

    /// <summary>
    /// Takes off what a message that was alone has waited for its own bytes, else the window would grow by twice that; but leaves as
    /// much as makes the window hold what fits on the way, if the rate should be wrong: where little was sent, it tells only that. Then
    /// a message that seems to have taken longer than any should was on a long way, where the window would grow too slowly. Where the
    /// rate is sure, the bytes that are not told are a part of what the window holds.
    /// </summary>
    private TimeSpan WithoutOwnTime(TimeSpan roundTrip, int bytes)
    {
        var whole = roundTrip.TotalSeconds;
        if (whole <= 0)
            return roundTrip;
        double empty;
        if (_fullPipe.IsSure && Rate > 0)
        {
            empty = Math.Max(whole - bytes / Rate, Pace.RoundTripFor(whole - Pace.MostUntold / Rate));
        }
        else
        {
            var own = Math.Min(bytes / Math.Max(Rate, MinWindow / whole), Pace.LongestBatchSeconds);
            empty = Math.Max(whole - own, Pace.RoundTripFor(whole));
        }
        return TimeSpan.FromSeconds(Math.Max(empty, Math.Min(whole, LeastRoundTripSeconds)));
    }
}
