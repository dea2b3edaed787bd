namespace Gelf.Tests.Unit;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);

    internal TimeSpan Now => TimeSpan.FromTicks(_ticks);

    internal void Advance(TimeSpan by) => _ticks += by.Ticks;
}
