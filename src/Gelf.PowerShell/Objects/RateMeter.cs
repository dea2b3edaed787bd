using System.Management.Automation;

namespace Gelf.PowerShell.Objects;

/// <summary>Gives readings that come again and again their rates since the reading before.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private Dictionary<object, Reading> _before = [];
    private Dictionary<object, Reading> _latest = [];

    /// <summary>What is read from now on is compared with what was read since the last call.</summary>
    internal void NextRound() => (_before, _latest) = (_latest, []);

    /// <summary>Gives a reading its rates, if there is one to compare it with.</summary>
    /// <param name="source">The relay, wire or link that was read just now; null for what is not read again.</param>
    /// <param name="counters">The reading.</param>
    /// <returns>The reading, by a type name that has the view with time and rates.</returns>
    internal PSObject Measure(object? source, ICounters counters)
    {
        var now = time.GetTimestamp();
        if (source is not null)
        {
            if (_before.TryGetValue(source, out var before))
                counters.SetRates(before.Counters, time.GetElapsedTime(before.Timestamp, now));
            _latest[source] = new Reading(counters, now);
        }
        var shown = PSObject.AsPSObject(counters);
        shown.TypeNames.Insert(0, $"{counters.GetType().FullName}#Continuous");
        return shown;
    }

    private readonly record struct Reading(ICounters Counters, long Timestamp);
}
