namespace Gelf.Engine.Congestion;

/// <summary>
/// Whether a rate is what the path carries, and not what little was sent over it: so many rounds in a row with a full window, and never
/// nothing under way or waiting, have brought neither a quarter more nor a quarter less (the idea of BBR, which leaves its startup by that).
/// </summary>
internal sealed class FullPipe
{
    private const int Rounds = 3;
    private const double Change = 1.25;

    private int _rounds;
    private double _rate;

    internal bool IsSure => _rounds >= Rounds;

    /// <summary>Notes the end of a round trip's worth of messages.</summary>
    /// <param name="wasFull">Whether messages had to wait for the window.</param>
    /// <param name="rate">What the rate is now, in bytes a second.</param>
    internal void NoteRound(bool wasFull, double rate)
    {
        if (wasFull && rate <= Change * _rate && rate >= _rate / Change)
            _rounds++;
        else
            (_rounds, _rate) = (0, rate);
    }

    /// <summary>Nothing is under way, and nothing waits.</summary>
    internal void Forget() => _rounds = 0;
}
