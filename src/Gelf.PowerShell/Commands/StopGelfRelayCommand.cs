using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Stops relays. A tap that Start-GelfRelay made goes with its relay; one that it was given stays. The jobs stay in Get-Job,
/// stopped, until Remove-Job.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "GelfRelay", SupportsShouldProcess = true)]
[OutputType(typeof(GelfRelayJob))]
public sealed class StopGelfRelayCommand : GelfCommand
{
    /// <summary>The relays, or their names; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Relay")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public GelfRelayReference[] Name { get; set; } = [];

    /// <summary>Returns the relays, stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Stops the relays that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var reference in Name)
            Attempt(reference.Name, () =>
            {
                foreach (var relay in reference.Resolve())
                    StopRelay(relay);
            });
    }

    private void StopRelay(GelfRelayJob relay)
    {
        if (relay.IsRunning)
        {
            if (!ShouldProcess(relay.Name, "Stop relay"))
                return;
            relay.StopJob();
            TellFailure(relay);
        }
        if (PassThru)
            WriteObject(relay);
    }

    private void TellFailure(GelfRelayJob relay)
    {
        if (relay.JobStateInfo is { State: JobState.Failed, Reason: { } reason })
            WriteError(new ErrorRecord(reason, "RelayStopFailed", ErrorCategory.CloseError, relay));
    }
}
