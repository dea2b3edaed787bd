using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Shows the counters of relays and wires, or of their links.</summary>
[Cmdlet(VerbsCommon.Get, "GelfStats")]
[OutputType(typeof(GelfStats), typeof(GelfWireStats), typeof(GelfLink))]
public sealed class GetGelfStatsCommand : GelfCommand
{
    private readonly List<GelfJob> _watched = [];
    private readonly RateMeter _rates = new(TimeProvider.System);

    /// <summary>The relays and wires, or their names; all that run if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Wire")]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public GelfNodeReference[]? Relay { get; set; }

    /// <summary>Shows one object for each link, in place of one for each relay or wire.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Goes on until Ctrl+C, or until the last of them stops; each reading but the first has the rates since the one before.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <summary>With -Continuous: seconds from one reading to the next, 0.1 to 86400.</summary>
    [Parameter]
    public double Interval { get; set; } = 1;

    /// <summary>Refuses an interval that cannot be, once and before anything is read.</summary>
    protected override void BeginProcessing()
    {
        // No parameter sets: PowerShell would ask for the missing switch instead of saying what is wrong.
        var error = Interval is not (>= 0.1 and <= 86400) ? CommandErrors.IntervalInvalid(Interval, 0.1, 86_400)
            : IsGiven(nameof(Interval)) && !Continuous ? CommandErrors.IntervalWithoutContinuous(Interval)
            : null;
        if (error is not null)
            ThrowTerminatingError(ErrorRecords.From(error, Interval));
    }

    /// <summary>Reads the counters of the relays and wires that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var reference in Relay ?? [])
            Attempt(reference.Name, () =>
            {
                var jobs = reference.Resolve();
                _watched.AddRange(jobs);
                foreach (var job in jobs)
                    Write(job);
            });
        if (Relay is null)
            WriteRunning();
    }

    /// <summary>Reads them again and again.</summary>
    protected override void EndProcessing()
    {
        var all = Relay is null && !MyInvocation.ExpectingInput;
        while (Continuous && !Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Interval)))
        {
            var running = (all ? Running() : _watched.Where(job => job.IsRunning)).ToList();
            if (running.Count == 0)
                return;
            _rates.NextRound();
            foreach (var job in running)
                Write(job);
        }
    }

    private void WriteRunning()
    {
        foreach (var job in Running())
            Write(job);
    }

    // Relays first: the rows of wires continue their table.
    private static IEnumerable<GelfJob> Running() => GelfNodeReference.Running().OrderBy(job => job is not GelfRelayJob);

    private void Write(GelfJob job)
    {
        if (Detailed)
            foreach (var link in job.AllLinks)
                Write(link.Id is { } id ? (job, id) : null, link);
        else
            Write(job, job.ReadStats());
    }

    private void Write(object? source, ICounters counters) => WriteObject(Continuous ? _rates.Measure(source, counters) : counters);
}
