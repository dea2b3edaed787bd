namespace Gelf.Engine.Links;

/// <summary>
/// Yields the CPU while yielding is cheap. When all cores are busy with one stream, the sender of what this thread takes runs meanwhile,
/// and the thread takes more at once; when a core is free, a yield costs next to nothing. Beside a program that computes without end, each
/// yield would take milliseconds, so it pauses. A thread that calls rarely does not yield, since nothing would join. One thread at a time
/// uses it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="yield">How to yield; null: <see cref="Thread.Yield"/>.</param>
internal sealed class CoreYield(TimeProvider time, Action? yield = null)
{
    private static readonly TimeSpan s_rarely = TimeSpan.FromMilliseconds(2);

    // The threads of a stream take 0.1 to 0.4 ms on average. A program that computes takes its whole time slice, some 3 ms, though not
    // each time.
    private static readonly TimeSpan s_maxMean = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // The mean is over about so many yields: enough that a stream may have a long one now and then.
    private const int MeanOver = 64;

    private TimeSpan _mean;
    private long _pausedAt;
    private bool _isPaused;
    private long? _last;

    /// <summary>Yields. False: the last call was too long ago, or recent yields took too long.</summary>
    internal bool TryYield()
    {
        var before = time.GetTimestamp();
        var isRare = _last is not { } last || time.GetElapsedTime(last, before) > s_rarely;
        _last = before;
        _isPaused = _isPaused && time.GetElapsedTime(_pausedAt, before) < s_pause;
        if (isRare || _isPaused)
            return false;
        if (yield is null)
            Thread.Yield();
        else
            yield();
        var now = time.GetTimestamp();
        _last = now;
        _mean += (time.GetElapsedTime(before, now) - _mean) / MeanOver;
        if (_mean > s_maxMean)
        {
            // After the pause, a few long yields are enough for the next one, but one is not: a stream has one now and then.
            _mean = 0.9 * s_maxMean;
            (_isPaused, _pausedAt) = (true, now);
        }
        return true;
    }
}
