namespace Gelf.Engine.Congestion;

/// <summary>
/// How fast a path delivers, in bytes a second: the most that it was seen to. It sinks where a full window brings less: slowly, since
/// threads are late now and then, but at once if that goes on and it is far too high. Guarded by its owner's lock.
/// </summary>
internal sealed class DeliveryRate
{
    // A rate that was not reached again sinks by this share a round.
    private const double Forgetting = 1.0 / 8;

    // So many rounds in a row that brought less than this share are not chance: the path has become slower.
    private const int Rounds = 3;
    private const double FarLess = 0.5;

    private int _roundsFarLess;
    private double _mostOfThem;

    /// <summary>0: not known yet.</summary>
    internal double Value { get; private set; }

    /// <summary>Takes in what was measured.</summary>
    /// <param name="sample">Bytes a second.</param>
    /// <param name="endsFullRound">Whether it is the first one of a round trip's worth of messages, and they waited for the window.</param>
    internal void Note(double sample, bool endsFullRound)
    {
        if (sample >= Value)
            Set(sample);
        else if (endsFullRound)
            Sink(sample);
    }

    internal void Forget() => Set(0);

    private void Sink(double sample)
    {
        if (sample > Value * FarLess)
        {
            Set(Value + (sample - Value) * Forgetting);
            return;
        }
        _mostOfThem = Math.Max(_mostOfThem, sample);
        // Where nothing at all arrived, it tells nothing of how fast the path is.
        if (++_roundsFarLess >= Rounds && _mostOfThem > 0)
            Set(_mostOfThem);
        else
            Value += (sample - Value) * Forgetting;
    }

    private void Set(double value)
    {
        Value = value;
        (_roundsFarLess, _mostOfThem) = (0, 0);
    }
}
