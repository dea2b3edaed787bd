using Gelf.Engine.Buffers;
using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>How large messages are on a path of some bandwidth, and how much of them may be in flight.</summary>
/// <param name="bandwidth">Bytes a second; 0: not known yet.</param>
/// <param name="isStriped">Whether messages go out on several links, which share their acks.</param>
internal readonly struct Pace(double bandwidth, bool isStriped)
{
    /// <summary>Whether the path is slow: its messages are sent by the clock, one at a time.</summary>
    internal bool IsSlow => !isStriped && bandwidth > 0 && bandwidth * BatchSeconds < SlowBatch;

    /// <summary>
    /// Bytes of a message at most, so that nothing waits long behind it: what the path delivers in 8 ms, or, if it is slow, in 26 ms.
    /// </summary>
    internal int BatchLimit => bandwidth <= 0
        ? InitialBatch
        : (int)Math.Clamp(IsSlow ? Math.Min(bandwidth * SlowBatchSeconds, SlowBatch) : bandwidth * BatchSeconds, MinBatch, MessagePool.BatchSize);

    /// <summary>How long a slow path takes for a message at the limit, a second at most; zero: the path is not slow.</summary>
    internal TimeSpan BatchTime => TimeSpan.FromSeconds(IsSlow ? Math.Min(BatchLimit / bandwidth, MaxBatchSeconds) : 0);

    /// <summary>
    /// Bytes that the window allows for what may have arrived without an ack, since an ack comes only when a whole message has arrived. On
    /// a fast path, it is what one ack covers. On a slow path, it grows by the clock, so that a message starts shortly before the one
    /// before it ends: with two at a time, pings would wait twice as long, and with one at a time there would be gaps.
    /// </summary>
    /// <param name="busy">For how long the path has been transmitting what is in flight.</param>
    internal double AckAllowance(TimeSpan busy) => IsSlow ? Math.Min(MaxAckAllowance, bandwidth * busy.TotalSeconds) : MaxAckAllowance;

    /// <summary>The upper bound of <see cref="AckAllowance"/>.</summary>
    internal double MaxAckAllowance => IsSlow ? BatchLimit : Math.Min(bandwidth * BatchSeconds, AckBudget);

    /// <summary>
    /// Seconds of bandwidth that the window holds beside the ack allowance: two round trips, so that a late ack leaves no gap, and
    /// headroom. A slow path goes by the clock, where acks may be late: there, the second round trip or the headroom is enough, whichever
    /// is longer.
    /// </summary>
    internal double WindowSeconds(double minRtt) => IsSlow ? minRtt + Math.Max(minRtt, SlowHeadroomSeconds) : 2 * minRtt + HeadroomSeconds;

    /// <summary>
    /// The inverse of <see cref="WindowSeconds"/>: the round trip with such a window, in seconds; negative: there is none.
    /// </summary>
    internal double MinRttFor(double windowSeconds) =>
        IsSlow ? Math.Min(windowSeconds / 2, windowSeconds - SlowHeadroomSeconds) : (windowSeconds - HeadroomSeconds) / 2;
}
