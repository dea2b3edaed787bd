using static Gelf.Engine.Congestion.CongestionLimits;

namespace Gelf.Engine.Congestion;

/// <summary>
/// The bandwidth of a path, in bytes a second: the maximum of its delivery-rate samples. It falls when a full window brings less: slowly,
/// since threads are late now and then, but at once after several rounds of far less. Guarded by its owner's lock.
/// </summary>
internal sealed class BandwidthFilter
{
    private int _slowerRounds;
    private double _maxOfSlower;

    /// <summary>0: not known yet.</summary>
    internal double Value { get; private set; }

    /// <summary>Takes a sample in.</summary>
    /// <param name="sample">Bytes a second.</param>
    /// <param name="endsFullRound">Whether it is the first sample of a new round, and the window was full.</param>
    internal void Note(double sample, bool endsFullRound)
    {
        if (sample >= Value)
            Set(sample);
        else if (endsFullRound)
            Lower(sample);
    }

    internal void Reset() => Set(0);

    private void Lower(double sample)
    {
        if (sample > Value * SlowerFactor)
        {
            Set(Value + (sample - Value) * BandwidthDecay);
            return;
        }
        _maxOfSlower = Math.Max(_maxOfSlower, sample);
        // If nothing at all arrived, that does not say how fast the path is.
        if (++_slowerRounds >= SlowerRounds && _maxOfSlower > 0)
            Set(_maxOfSlower);
        else
            Value += (sample - Value) * BandwidthDecay;
    }

    private void Set(double value)
    {
        Value = value;
        (_slowerRounds, _maxOfSlower) = (0, 0);
    }
}
