using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Lists the links of relays and wires: those that are open, and those that are dialled from here and are not open, with the
/// reason.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GelfLink")]
[OutputType(typeof(GelfLink))]
public sealed class GetGelfLinkCommand : GelfCommand
{
    private readonly HashSet<int> _missing = [];
    private bool _asked;

    /// <summary>The relays and wires, or their names; all that run if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Wire")]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public GelfNodeReference[]? Relay { get; set; }

    /// <summary>The numbers of open links.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(LinkIdCompleter))]
    public int[]? Id { get; set; }

    /// <summary>What the other ends call themselves, or their addresses and ports; wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LinkRemoteCompleter))]
    public string[]? Remote { get; set; }

    /// <summary>Notes what must be found.</summary>
    protected override void BeginProcessing() => _missing.UnionWith(Id ?? []);

    /// <summary>Writes the links of the relays and wires that are meant.</summary>
    protected override void ProcessRecord()
    {
        if (Relay is null)
        {
            Write(GelfNodeReference.Running());
            return;
        }
        foreach (var reference in Relay)
            Attempt(reference.Name, () => Write(reference.Resolve()));
    }

    /// <summary>Tells which numbers no link has.</summary>
    protected override void EndProcessing()
    {
        // A relay that does not exist is already an error.
        foreach (var id in _asked ? _missing : [])
            Attempt(id, () => throw CommandErrors.LinkNotFound(id));
    }

    private void Write(IEnumerable<GelfJob> jobs)
    {
        _asked = true;
        foreach (var link in jobs.SelectMany(job => job.AllLinks))
        {
            if (Id is not null && !(link.Id is { } id && Id.Contains(id)))
                continue;
            _missing.Remove(link.Id ?? 0);
            if (Remote is null || Remote.Any(link.IsTo))
                WriteObject(link);
        }
    }
}
