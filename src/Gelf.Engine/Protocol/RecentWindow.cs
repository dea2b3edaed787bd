namespace Gelf.Engine.Protocol;

/// <summary>
/// Which of an origin's latest sequence numbers came in the last seconds. Where nothing proves who sent a message, anybody can mark the
/// numbers of others, or move the window far ahead of them: so it forgets each mark after <see cref="Memory"/> at the latest, and after
/// half of that at the earliest. Copies of a message come closer together.
/// </summary>
internal sealed class RecentWindow
{
    /// <summary>How long a number counts as seen at most. With a hello every 5 s, a node that was shut out is known again within 15 s.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private static readonly long s_turnTicks = Memory.Ticks / 2;

    private ReplayWindow _current = new();
    private ReplayWindow _previous = new();
    private long _turn;

    /// <summary>Marks the number. False: it was marked in the last seconds, or is far below one that was.</summary>
    /// <param name="sequence">The number.</param>
    /// <param name="now">The time on any clock.</param>
    internal bool TryMark(ulong sequence, TimeSpan now)
    {
        TurnTo(now.Ticks / s_turnTicks);
        return !_previous.IsMarked(sequence) && _current.TryMark(sequence);
    }

    private void TurnTo(long turn)
    {
        if (turn == _turn)
            return;
        if (turn == _turn + 1)
            (_current, _previous) = (_previous, _current);
        else
            _previous.Clear();
        _current.Clear();
        _turn = turn;
    }
}
