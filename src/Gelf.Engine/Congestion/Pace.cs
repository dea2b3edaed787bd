using Gelf.Engine.Buffers;

namespace Gelf.Engine.Congestion;

/// <summary>How long messages are on a path, and when the next one starts.</summary>
/// <param name="rate">Delivery rate in bytes a second; 0: not known yet.</param>
/// <param name="isStriped">Whether messages are shared out to several links, of which the acks tell together.</param>
internal readonly struct Pace(double rate, bool isStriped)
{
    /// <summary>Bytes that a message should have at most while the rate is not known.</summary>
    internal const int FirstBatch = 64 * 1024;

    /// <summary>How long a message takes at most, in seconds, if the rate is right.</summary>
    internal const double LongestBatchSeconds = SlowBatchSeconds;

    // How long a message may be, in time of the path: on a slow one, where headers weigh, longer, up to most of a super-frame.
    private const double BatchSeconds = 0.008;
    private const double SlowBatchSeconds = 0.026;
    private const int SlowBatchSize = 60 * 1024;

    // What the window has to spare for the times at which the threads of either end, or the tab, are not running.
    private const double SpareSeconds = 0.005;
    private const double SlowSpareSeconds = 0.008;

    private const int LeastBatch = 2 * 1024;

    /// <summary>Whether the path is so slow that messages start by the clock.</summary>
    internal bool IsSlow => !isStriped && rate > 0 && rate * BatchSeconds < SlowBatchSize;

    /// <summary>
    /// Bytes that a message should have at most, so that nothing waits long behind it: what the path delivers in 8 ms, or, on a slow
    /// one, in 26.
    /// </summary>
    internal int BatchLimit => rate <= 0
        ? FirstBatch
        : (int)Math.Clamp(IsSlow ? Math.Min(rate * SlowBatchSeconds, SlowBatchSize) : rate * BatchSeconds, LeastBatch, MessagePool.BatchSize);

    /// <summary>How long a slow path takes for so many, a second at most; zero: it is not slow.</summary>
    internal TimeSpan BatchTime => TimeSpan.FromSeconds(IsSlow ? Math.Min(BatchLimit / rate, 1) : 0);

    /// <summary>
    /// Bytes that may have arrived but are not told, since an ack comes when the whole of a message is there. On a fast path as much
    /// as is told at once. On a slow one by the clock, so that a message starts shortly before the one before ends: two at a time would
    /// have pings wait twice as long, and one at a time would leave gaps.
    /// </summary>
    /// <param name="busy">For how long the path has been at what is under way.</param>
    internal double Untold(TimeSpan busy) => IsSlow ? Math.Min(MostUntold, rate * busy.TotalSeconds) : MostUntold;

    /// <summary>As many of them as there may be.</summary>
    internal double MostUntold => IsSlow ? BatchLimit : Math.Min(rate * BatchSeconds, PendingAcks.ByteBudget);

    /// <summary>
    /// Seconds of the rate that may be under way beside what is not told: a round trip, which is what fits on the way, and as much again,
    /// so that an ack that is late leaves no gap; and what is to spare. By the clock an ack may be late, so the longer of both will do.
    /// </summary>
    internal double UnderWay(double roundTrip) => IsSlow ? roundTrip + Math.Max(roundTrip, SlowSpareSeconds) : 2 * roundTrip + SpareSeconds;

    /// <summary>The round trip, in seconds, with which so much would be under way; less than zero: none.</summary>
    internal double RoundTripFor(double underWay) => IsSlow ? Math.Min(underWay / 2, underWay - SlowSpareSeconds) : (underWay - SpareSeconds) / 2;
}
