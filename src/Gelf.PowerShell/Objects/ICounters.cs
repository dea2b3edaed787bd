namespace Gelf.PowerShell.Objects;

/// <summary>Counters at one moment, which have rates once they were compared with an earlier reading.</summary>
internal interface ICounters
{
    /// <summary>Sets the rates.</summary>
    /// <param name="before">The earlier reading, of the same kind and the same relay, wire or link.</param>
    /// <param name="elapsed">The time between the two.</param>
    void SetRates(ICounters before, TimeSpan elapsed);
}
