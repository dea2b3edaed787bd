using Gelf.Engine.Protocol;
using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>
/// The path to one peer. It follows the idea of BBR (draft-cardwell-iccrg-bbr-congestion-control, tcp_bbr.c):
/// <code>
/// on each ack:
///     bandwidth = max(delivery-rate samples), lower if full rounds bring less
///     min_rtt   = min(round trips of an empty path), probed every 10 s
/// window        = bandwidth x (2 x min_rtt + headroom) + what may have arrived without an ack
/// batch limit   = bandwidth x 8 ms
/// </code>
/// A slow path differs: its messages are larger, and the clock opens the window for the next one (<see cref="Congestion.Pace"/>).
/// <code>
///            +---------+
///     +----> | Startup | ----- 3 -----+
///     |      +---------+              |
///     |        |     ^                v
///     |        1     2          +----------+
///     5        |     |          | ProbeRtt | -- 4 --> Steady if the bandwidth is stable, else Startup
///     |        v     |          +----------+
///     |      +---------+              ^
///    any     | Steady  | ----- 3 -----+
///            +---------+
///
///     1  bandwidth stable: three full rounds without much change      BandwidthStability.NoteRound
///     2  much change, or a round that was app-limited                 BandwidthStability.NoteRound
///        sending starts again after an idle time                      OnSent
///     3  min_rtt has expired, and the sample is longer                MinRttFilter.BeginProbe
///     4  after 40 ms, if a message was alone on the path              MinRttFilter.EndProbe
///        after 100 ms or 4 round trips, by the clock                  MinRttFilter.IsProbing
///     5  no ack for 1.25 s or 4 round trips: all is forgotten         Tick
/// </code>
/// Startup: the bandwidth may be too low, so transmission times that follow from it do not count in full. ProbeRtt: a message may be sent
/// only with next to nothing in flight; its samples do not count against the bandwidth. Guarded by its owner's lock.
/// </summary>
internal sealed class PathModel(TimeProvider time)
{
    private readonly SentMessages _sent = new(time);
    private readonly MinRttFilter _minRtt = new(time);
    private readonly BandwidthFilter _bandwidth = new();
    private readonly BandwidthStability _stability = new();
    private long _pastWindow;

    /// <summary>The phase. It follows from the filters and the clock, so that it cannot contradict them.</summary>
    internal PathPhase Phase => _minRtt.IsProbing ? PathPhase.ProbeRtt : _stability.IsStable ? PathPhase.Steady : PathPhase.Startup;

    /// <summary>Bytes in flight.</summary>
    internal long InFlight => _sent.InFlight;

    /// <summary>Bytes a second; 0: not known yet.</summary>
    internal double Bandwidth => _bandwidth.Value;

    /// <summary>The round trip when nothing is queued on the path; null: not known yet.</summary>
    internal TimeSpan? MinRtt => _minRtt.Value;

    /// <summary>Bytes that may be in flight: a message may be sent while fewer are.</summary>
    internal long Window
    {
        get
        {
            if (Bandwidth <= 0 || MinRtt is not { } minRtt)
                return InitialWindow;
            return Phase == PathPhase.ProbeRtt ? ProbeRttWindow : Math.Clamp((long)UnboundedWindow(minRtt), MinWindow, MaxWindow);
        }
    }

    /// <summary>Whether messages go out on several links, which share their acks.</summary>
    internal bool IsStriped { get; set; }

    /// <summary>Whether the path is slow: time alone may open the window, as <see cref="UntilCanSend"/> tells.</summary>
    internal bool IsSlow => Pace.IsSlow;

    /// <summary>Bytes of a message at most.</summary>
    internal int BatchLimit => Pace.BatchLimit;

    /// <summary>How long a slow path takes for a message at the limit; zero: the path is not slow.</summary>
    internal TimeSpan BatchTime => Pace.BatchTime;

    private Pace Pace => new(Bandwidth, IsStriped);

    private double UnboundedWindow(TimeSpan minRtt) => Bandwidth * Pace.WindowSeconds(minRtt.TotalSeconds) + Pace.AckAllowance(_sent.Busy);

    /// <summary>Whether one more message may be sent.</summary>
    internal bool CanSend => InFlight < Window;

    /// <summary>How long until <see cref="CanSend"/> if no ack comes; null: it takes one.</summary>
    internal TimeSpan? UntilCanSend
    {
        get
        {
            if (CanSend)
                return TimeSpan.Zero;
            if (!IsSlow || Phase == PathPhase.ProbeRtt || InFlight >= MaxWindow || MinRtt is not { } minRtt)
                return null;
            var missing = InFlight + 1 - UnboundedWindow(minRtt);
            if (missing > Pace.MaxAckAllowance - Pace.AckAllowance(_sent.Busy))
                return null;
            return TimeSpan.FromTicks(Math.Max(1, (long)Math.Ceiling(missing / Bandwidth * TimeSpan.TicksPerSecond)));
        }
    }

    /// <summary>Whether a small message may be sent past the full window: a few may, until the window opens again.</summary>
    internal bool CanSendSmall => _pastWindow < PastWindowAllowance && Phase != PathPhase.ProbeRtt;

    /// <summary>
    /// Like <see cref="CanSend"/>, for a sender that is about to send. If so, the allowance of small messages is renewed.
    /// </summary>
    internal bool TryOpenWindow()
    {
        if (!CanSend)
            return false;
        _pastWindow = 0;
        return true;
    }

    /// <summary>Notes that a message was sent.</summary>
    /// <param name="sequence">Its sequence number, as acks tell it.</param>
    /// <param name="bytes">Its bytes of payload.</param>
    /// <param name="isAppLimited">Whether the window was open and nothing was queued.</param>
    internal void OnSent(ulong sequence, int bytes, bool isAppLimited)
    {
        // While messages are queued, an ack was only late.
        if (_sent.IsEmpty && isAppLimited)
            _stability.Reset();
        if (!CanSend)
            _pastWindow += bytes;
        _sent.Add(sequence, bytes, Phase, isAppLimited);
    }

    /// <summary>Takes an ack in. One that is older than the last, or covers what was never sent, changes nothing.</summary>
    internal void OnAck(in Ack ack)
    {
        if (!_sent.TryAck(ack, out var sample))
            return;
        var message = sample.Message;
        var alone = message.IsAlone ? WithoutTransmissionTime(sample.RoundTrip, message.Bytes) : (TimeSpan?)null;
        _minRtt.Note(sample.RoundTrip, alone, _stability.IsStable, sample.TakenAt);
        if (sample.DeliveryRate is not { } deliveryRate)
            return;
        // If too little was sent, or the path ran dry on purpose, less than the bandwidth says nothing against it.
        var isOfProbe = message.Phase == PathPhase.ProbeRtt;
        _bandwidth.Note(deliveryRate, endsFullRound: sample.EndsRound && !message.IsAppLimited && !isOfProbe);
        if (!sample.EndsRound)
            return;
        if (!isOfProbe)
            _stability.NoteRound(message.IsAppLimited, Bandwidth);
        if (_stability.IsStable && IsSlow)
            _minRtt.RecheckTentative();
    }

    /// <summary>Gives up on acks that do not come.</summary>
    internal void Tick()
    {
        var timeout = MinRtt * AckTimeoutRtts is { } rtts && rtts > MinAckTimeout ? rtts : MinAckTimeout;
        if (!_sent.TryGiveUp(timeout))
            return;
        _bandwidth.Reset();
        _stability.Reset();
        _minRtt.Reset();
    }

    /// <summary>
    /// The round trip of a message that was alone on the path, without the transmission time of its own bytes: the window would grow by
    /// twice that. But so much is left that the window holds what fits on the path even if the bandwidth is too low, as it is where little
    /// was sent. In <see cref="PathPhase.Startup"/>, what takes longer than any message should is a long path, on which the window would
    /// grow too slowly. With a stable bandwidth, the ack allowance counts as a part of what the window holds.
    /// </summary>
    private TimeSpan WithoutTransmissionTime(TimeSpan roundTrip, int bytes)
    {
        var whole = roundTrip.TotalSeconds;
        if (whole <= 0)
            return roundTrip;
        double empty;
        if (_stability.IsStable && Bandwidth > 0)
        {
            empty = Math.Max(whole - bytes / Bandwidth, Pace.MinRttFor(whole - Pace.MaxAckAllowance / Bandwidth));
        }
        else
        {
            var transmission = Math.Min(bytes / Math.Max(Bandwidth, MinWindow / whole), SlowBatchSeconds);
            empty = Math.Max(whole - transmission, Pace.MinRttFor(whole));
        }
        return TimeSpan.FromSeconds(Math.Max(empty, Math.Min(whole, MinRttFloorSeconds)));
    }
}
