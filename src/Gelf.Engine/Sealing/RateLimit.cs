namespace Gelf.Engine.Sealing;

/// <summary>A token bucket: so many at once, and so many a second. Guarded by its owner's lock.</summary>
internal sealed class RateLimit(TimeProvider time, double perSecond, double atOnce)
{
    private double _spent;
    private long _countedAt = time.GetTimestamp();

    internal bool TryTake()
    {
        var now = time.GetTimestamp();
        _spent = Math.Max(0, _spent - time.GetElapsedTime(_countedAt, now).TotalSeconds * perSecond);
        _countedAt = now;
        if (_spent > atOnce - 1)
            return false;
        _spent++;
        return true;
    }
}
