namespace Gelf.Engine.Sealing;

/// <summary>When something unanswered is sent again: after 0.25, 0.5, 1, 2 and 4 s.</summary>
internal sealed class RetrySchedule(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private const int Attempts = 6;

    private int _attempts;
    private long _lastAttempt;

    /// <summary>Whether it has been sent as often as it may.</summary>
    internal bool IsSpent => _attempts >= Attempts && time.GetElapsedTime(_lastAttempt) >= Wait;

    /// <summary>Whether it is to be sent now, which is then counted.</summary>
    internal bool TryAttempt()
    {
        if (_attempts >= Attempts || _attempts > 0 && time.GetElapsedTime(_lastAttempt) < Wait)
            return false;
        _attempts++;
        _lastAttempt = time.GetTimestamp();
        return true;
    }

    /// <summary>Begins anew, for something else that is sent.</summary>
    internal void Reset() => _attempts = 0;

    private TimeSpan Wait => s_first * (1 << Math.Min(_attempts - 1, Attempts - 2));
}
