using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gelf.Engine.Switching;

/// <summary>
/// A link's round trip and whether the link is stalled, from its echoes and their answers. Their numbers are random: an answer proves that
/// the other end has taken the echo.
/// </summary>
internal sealed class EchoClock(TimeProvider time)
{
    private static readonly TimeSpan s_idleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_busyInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1);
    private const int Remembered = 64; // 16 s of them at least, after which a silent link is closed
    private const int Patience = 4;
    private const int Smoothing = 8;

    // The latest echoes without an answer, the oldest first.
    private readonly Question[] _open = new Question[Remembered];
    private int _count;
    private long? _lastAsked;

    // When the oldest echo was sent that has no answer, be it remembered or not.
    private long? _waitingSince;

    private readonly record struct Question(ulong Number, long AskedAt);

    /// <summary>The smoothed round trip; null before the first answer.</summary>
    internal TimeSpan? RoundTrip { get; private set; }

    /// <summary>Set when frames flow, so that the next echo comes sooner.</summary>
    internal bool Busy { get; set; }

    internal bool IsDue => _lastAsked is not { } last || time.GetElapsedTime(last) >= (Busy ? s_busyInterval : s_idleInterval);

    internal bool IsOverdue
    {
        get
        {
            if (_waitingSince is not { } since)
                return false;
            var usual = RoundTrip is { } roundTrip ? roundTrip * Patience : TimeSpan.Zero;
            return time.GetElapsedTime(since) > (usual > s_leastPatience ? usual : s_leastPatience);
        }
    }

    /// <summary>The number of a new echo.</summary>
    internal ulong Ask()
    {
        var now = time.GetTimestamp();
        ulong number = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref number)));
        if (_count == Remembered)
            Forget(1);
        _open[_count++] = new Question(number, now);
        _waitingSince ??= now;
        _lastAsked = now;
        Busy = false;
        return number;
    }

    /// <summary>Takes an answer in; it settles all older echoes. False: no echo with that number is open.</summary>
    internal bool Answer(ulong number)
    {
        for (var at = 0; at < _count; at++)
        {
            if (_open[at].Number != number)
                continue;
            var sample = time.GetElapsedTime(_open[at].AskedAt);
            RoundTrip = RoundTrip is { } smoothed ? smoothed + (sample - smoothed) / Smoothing : sample;
            Forget(at + 1);
            _waitingSince = _count > 0 ? _open[0].AskedAt : null;
            return true;
        }
        return false;
    }

    private void Forget(int oldest)
    {
        _count -= oldest;
        Array.Copy(_open, oldest, _open, 0, _count);
    }
}
