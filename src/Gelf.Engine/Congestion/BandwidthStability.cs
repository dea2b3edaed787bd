using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>
/// Whether the bandwidth is stable, so that it is what the path can carry, and not the little that was sent: three rounds in a row
/// with a full window have changed it by no more than a quarter, and the path was never idle (BBR leaves its startup by this).
/// </summary>
internal sealed class BandwidthStability
{
    private int _rounds;
    private double _baseline;

    internal bool IsStable => _rounds >= StableRounds;

    /// <summary>Notes the end of a round.</summary>
    /// <param name="isAppLimited">Whether there was too little to send to fill the window.</param>
    /// <param name="bandwidth">The bandwidth now, in bytes a second.</param>
    internal void NoteRound(bool isAppLimited, double bandwidth)
    {
        if (!isAppLimited && bandwidth <= StableFactor * _baseline && bandwidth >= _baseline / StableFactor)
            _rounds++;
        else
            (_rounds, _baseline) = (0, bandwidth);
    }

    /// <summary>Starts anew: the path was idle, or may be another one.</summary>
    internal void Reset() => _rounds = 0;
}
