namespace Gelf.Bench.Micro;

/// <summary>A clock that stands still until it is moved, so that nothing falls due while something else is measured.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);

    internal void Advance(TimeSpan by) => _ticks += by.Ticks;
}
