namespace Gelf.Engine.Switching;

/// <summary>A link's round trip and whether the link is stalled, from its echoes and their answers.</summary>
internal sealed class EchoClock(TimeProvider time)
{
    private static readonly TimeSpan s_idleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_busyInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1);
    private const int Remembered = 16;
    private const int Patience = 4;
    private const int Smoothing = 8;

    private readonly long[] _askedAt = new long[Remembered];
    private ulong _lastQuestion;
    private long _lastAsked;
    private ulong _oldestUnanswered;

    /// <summary>The smoothed round trip; null before the first answer.</summary>
    internal TimeSpan? RoundTrip { get; private set; }

    /// <summary>Set when frames flow, so that the next echo comes sooner.</summary>
    internal bool Busy { get; set; }

    internal bool IsDue => _lastQuestion == 0 || time.GetElapsedTime(_lastAsked) >= (Busy ? s_busyInterval : s_idleInterval);

    internal bool IsOverdue
    {
        get
        {
            if (_oldestUnanswered == 0)
                return false;
            var usual = RoundTrip is { } roundTrip ? roundTrip * Patience : TimeSpan.Zero;
            return time.GetElapsedTime(AskedAt(_oldestUnanswered)) > (usual > s_leastPatience ? usual : s_leastPatience);
        }
    }

    /// <summary>The number of a new echo.</summary>
    internal ulong Ask()
    {
        _lastAsked = time.GetTimestamp();
        _lastQuestion++;
        // Without an answer, the time of the first echo stays: the link stalls by that.
        if (_oldestUnanswered == 0)
            _oldestUnanswered = _lastQuestion;
        else if (_lastQuestion - _oldestUnanswered >= Remembered)
            return _lastQuestion;
        _askedAt[_lastQuestion % Remembered] = _lastAsked;
        Busy = false;
        return _lastQuestion;
    }

    /// <summary>Takes an answer in. False: no echo of that number is unanswered.</summary>
    internal bool Answer(ulong question)
    {
        if (_oldestUnanswered == 0 || question < _oldestUnanswered || question > _lastQuestion)
            return false;
        var first = _oldestUnanswered;
        if (question - first < Remembered)
        {
            var sample = time.GetElapsedTime(AskedAt(question));
            RoundTrip = RoundTrip is { } smoothed ? smoothed + (sample - smoothed) / Smoothing : sample;
        }
        var next = question + 1;
        _oldestUnanswered = next <= _lastQuestion && next - first < Remembered ? next : 0;
        return true;
    }

    private long AskedAt(ulong question) => _askedAt[question % Remembered];
}
