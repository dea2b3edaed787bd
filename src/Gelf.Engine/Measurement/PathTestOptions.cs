namespace Gelf.Engine.Measurement;

/// <summary>How a path is to be measured.</summary>
public sealed record PathTestOptions
{
    /// <summary>Small probes for the round trip; one at least.</summary>
    public int Count { get; init; } = 20;

    /// <summary>From one small probe to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>After how long without an answer a small probe is lost.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long as much is sent as the path takes; zero: the throughput is not measured.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>What was measured of a path.</summary>
/// <param name="Sent">Small probes that were sent.</param>
/// <param name="RoundTrips">The round trips of those that were answered in time, in the order of sending.</param>
/// <param name="BytesPerSecond">Bytes of payload that came through to the peer in a second; null where it was not measured.</param>
public sealed record PathTestResult(int Sent, IReadOnlyList<TimeSpan> RoundTrips, double? BytesPerSecond)
{
    private readonly TimeSpan[] _sorted = [.. RoundTrips.Order()];

    /// <summary>The part of the small probes that was not answered, 0 to 1.</summary>
    public double Loss => Sent == 0 ? 0 : 1 - (double)RoundTrips.Count / Sent;

    /// <summary>The round trip that this part of the answers was as fast as, or faster; null without an answer.</summary>
    /// <param name="part">0 to 1: 0 is the shortest, 0.5 the median, 1 the longest.</param>
    public TimeSpan? Percentile(double part) =>
        _sorted.Length == 0 ? null : _sorted[Math.Clamp((int)Math.Ceiling(part * _sorted.Length) - 1, 0, _sorted.Length - 1)];

    /// <summary>By how much a round trip differs from the one before, on the average; null with fewer than two answers.</summary>
    public TimeSpan? Jitter => RoundTrips.Count < 2
        ? null
        : TimeSpan.FromTicks((long)RoundTrips.Zip(RoundTrips.Skip(1), (one, next) => (double)Math.Abs(next.Ticks - one.Ticks)).Average());
}
