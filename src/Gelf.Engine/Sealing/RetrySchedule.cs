namespace Gelf.Engine.Sealing;

/// <summary>When an unanswered message is sent again: after 0.25, 0.5, 1, 2 and 4 s.</summary>
internal sealed class RetrySchedule(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private const int Attempts = 6;

    private int _attempts;
    private long _lastAttempt;

    /// <summary>Whether there is no attempt left.</summary>
    internal bool IsSpent => _attempts >= Attempts && time.GetElapsedTime(_lastAttempt) >= Wait;

    /// <summary>Whether to send it now; if so, counts the attempt.</summary>
    internal bool TryAttempt()
    {
        if (_attempts >= Attempts || _attempts > 0 && time.GetElapsedTime(_lastAttempt) < Wait)
            return false;
        _attempts++;
        _lastAttempt = time.GetTimestamp();
        return true;
    }

    /// <summary>Starts anew, for another message.</summary>
    internal void Reset() => _attempts = 0;

    private TimeSpan Wait => s_first * (1 << Math.Min(_attempts - 1, Attempts - 2));
}
