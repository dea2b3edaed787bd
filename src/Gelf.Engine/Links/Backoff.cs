namespace Gelf.Engine.Links;

/// <summary>How long to wait before the next attempt: 0.25 s, doubled each time up to 5 s, with jitter, lest all come at once.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private TimeSpan _next = s_first;

    internal void Reset() => _next = s_first;

    internal TimeSpan Next()
    {
        var wait = _next * (0.75 + Random.Shared.NextDouble() / 2);
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        return wait;
    }
}
