namespace Gelf.Engine.Links;

/// <summary>
/// Lets those go first that wait for this core, as long as they need it for a moment only. Where all cores are busy with one
/// stream, they are whoever sends what this thread takes, and more is taken at once; where a core is free, it costs nothing. But
/// beside a program that computes without end, each time would take milliseconds: then it rests. And who comes seldom goes on at
/// once, since nothing would join it. One thread at a time uses it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="yield">How it is done; null: as the system does.</param>
internal sealed class CoreYield(TimeProvider time, Action? yield = null)
{
    private static readonly TimeSpan s_seldom = TimeSpan.FromMilliseconds(2);

    // A stream and its own threads take 0.1 to 0.4 ms on average; a program that computes takes its whole turn, some 3 ms, though not
    // each time.
    private static readonly TimeSpan s_longestMean = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);

    // How many times the mean is taken over, more or less: enough for a stream to have long ones now and then.
    private const int Times = 64;

    private TimeSpan _mean;
    private long _restsSince;
    private bool _rests;
    private long? _last;

    /// <summary>Yields. False: it is too long since the last call, or a yield would take too long, by what others took of late.</summary>
    internal bool TryYield()
    {
        var before = time.GetTimestamp();
        var isSeldom = _last is not { } last || time.GetElapsedTime(last, before) > s_seldom;
        _last = before;
        _rests = _rests && time.GetElapsedTime(_restsSince, before) < s_rest;
        if (isSeldom || _rests)
            return false;
        if (yield is null)
            Thread.Yield();
        else
            yield();
        var now = time.GetTimestamp();
        _last = now;
        _mean += (time.GetElapsedTime(before, now) - _mean) / Times;
        if (_mean > s_longestMean)
        {
            // After the rest, a few that are long are enough, and one is not: a stream has one now and then.
            _mean = 0.9 * s_longestMean;
            (_rests, _restsSince) = (true, now);
        }
        return true;
    }
}
