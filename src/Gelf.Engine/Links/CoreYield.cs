namespace Gelf.Engine.Links;

/// <summary>
/// Lets those go first that wait for this core, as long as they need it for a moment only. Where all cores are busy with one
/// stream, they are whoever sends what this thread takes, and more is taken at once; where a core is free, it costs nothing. But
/// beside a program that computes without end, each time would take milliseconds: then it rests. One thread uses it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="yield">How it is done; null: as the system does.</param>
internal sealed class CoreYield(TimeProvider time, Action? yield = null)
{
    // A stream and its own threads take 0.1 to 0.4 ms on average; a program that computes takes its whole turn, some 3 ms, of which
    // every second time is spared.
    private static readonly TimeSpan s_longestMean = TimeSpan.FromMilliseconds(0.7);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    // How many times the mean is taken over, more or less: enough for a stream to have long ones now and then.
    private const int Times = 64;

    private TimeSpan _mean;
    private long _restsSince;
    private bool _rests;

    /// <summary>Yields. False: it would take too long, by what it took of late.</summary>
    internal bool TryYield()
    {
        var before = time.GetTimestamp();
        if (_rests && time.GetElapsedTime(_restsSince, before) < s_rest)
            return false;
        _rests = false;
        if (yield is null)
            Thread.Yield();
        else
            yield();
        var now = time.GetTimestamp();
        _mean += (time.GetElapsedTime(before, now) - _mean) / Times;
        if (_mean > s_longestMean)
        {
            // After the rest, one more of that length is enough.
            _mean = s_longestMean;
            (_rests, _restsSince) = (true, now);
        }
        return true;
    }
}
