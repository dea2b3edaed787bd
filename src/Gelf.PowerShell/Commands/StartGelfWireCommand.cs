using System.Management.Automation;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Starts a wire as a job: it joins relays as their page in a browser does, on a host that reaches them all. It needs neither
/// root nor the segment's key. It returns when each relay has been dialled once, and keeps dialling those that do not answer:
/// Get-GelfLink shows how the links stand. Stop-Job stops it.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "GelfWire", SupportsShouldProcess = true)]
[OutputType(typeof(GelfWireJob))]
public sealed class StartGelfWireCommand : GelfCommand
{
    private readonly List<JoinLink> _targets = [];
    private bool _failed;

    /// <summary>The join links of two or more relays, or one that has the others in its with= parts. All that come down the pipeline are of one wire.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("JoinLink")]
    [AllowEmptyString]
    public string[] Uri { get; set; } = [];

    /// <summary>The name of the job, which is also how the wire calls itself to the relays; the next free wireN if not given, and the host's name to the relays.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Takes join links in.</summary>
    protected override void ProcessRecord()
    {
        foreach (var text in Uri)
        {
            var count = _targets.Count;
            Attempt(null, () => _targets.AddRange(JoinLinkText.ParseAll(text)));
            _failed |= _targets.Count == count;
        }
    }

    /// <summary>Starts one wire.</summary>
    protected override void EndProcessing()
    {
        // A wire that lacks one of its relays is not what the user asked for.
        if (!_failed)
            Attempt(Name, StartWire);
    }

    private void StartWire()
    {
        var wire = new Wire(_targets, Name);
        var remotes = string.Join(", ", _targets.Select(EndPointText.Of).Distinct());
        if (!ShouldProcess(remotes, "Start wire"))
            return;
        var job = new GelfWireJob(wire, Name ?? NextName(), remotes);
        using var log = ShowLogOf(job);
        try
        {
            job.Start(Stop, WriteLog);
            GelfJobSourceAdapter.Register(job, JobManager);
            WriteLog();
        }
        catch
        {
            job.Dispose();
            throw;
        }
        WriteObject(job);
    }

    private static string NextName()
    {
        var taken = JobStore.All().Select(job => job.Name).ToHashSet();
        return Enumerable.Range(0, int.MaxValue).Select(n => $"wire{n}").First(name => !taken.Contains(name));
    }
}
