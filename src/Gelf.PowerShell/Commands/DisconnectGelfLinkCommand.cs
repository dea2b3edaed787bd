using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Closes links of relays. One that is dialled from here is taken down for good, open or not; one that came from elsewhere
/// may come again. A wire keeps its links until it stops.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "GelfLink", SupportsShouldProcess = true, DefaultParameterSetName = ByLink)]
[OutputType(typeof(GelfLink))]
public sealed class DisconnectGelfLinkCommand : GelfCommand
{
    private const string ByLink = "Link";
    private const string ById = "Id";
    private const string ByRemote = "Remote";

    /// <summary>The links, as Get-GelfLink returns them.</summary>
    [Parameter(ParameterSetName = ByLink, Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public GelfLink[] Link { get; set; } = [];

    /// <summary>The relays that have the links, or their names; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true)]
    [Parameter(ParameterSetName = ByRemote, Mandatory = true)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public GelfNodeReference[] Relay { get; set; } = [];

    /// <summary>The numbers of the links, as Get-GelfLink shows them.</summary>
    [Parameter(ParameterSetName = ById, Position = 0, Mandatory = true)]
    [ArgumentCompleter(typeof(LinkIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>
    /// The other ends of the links, by name or by address and port; wildcards are allowed. A link that is not open has no
    /// number, so this is how it is named.
    /// </summary>
    [Parameter(ParameterSetName = ByRemote, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LinkRemoteCompleter))]
    public string[] Remote { get; set; } = [];

    /// <summary>Returns the links, closed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Closes the links that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var link in Link)
            Attempt(link, () => Disconnect(link));
        foreach (var reference in Relay)
        {
            IReadOnlyList<GelfJob> jobs = [];
            Attempt(reference.Name, () => jobs = reference.Resolve());
            foreach (var link in jobs.SelectMany(Chosen))
                Attempt(link, () => Disconnect(link));
        }
    }

    private List<GelfLink> Chosen(GelfJob job)
    {
        var links = job.AllLinks;
        var chosen = new List<GelfLink>();
        foreach (var id in Id)
            Attempt(id, () => chosen.Add(links.FirstOrDefault(link => link.Id == id) ?? throw CommandErrors.LinkNotFound(id)));
        foreach (var remote in Remote)
            Attempt(remote, () =>
            {
                var found = links.Where(link => link.IsTo(remote)).ToList();
                if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(remote))
                    throw CommandErrors.LinkToNotFound(job.Name, remote);
                chosen.AddRange(found);
            });
        return [.. chosen.Distinct()];
    }

    private void Disconnect(GelfLink link)
    {
        if (link.Owner is not GelfRelayJob relay)
            throw CommandErrors.LinkOfWire(link.Relay, link.Remote);
        if (!ShouldProcess(relay.Name, $"Disconnect from {link.Remote}"))
            return;
        if (!WaitFor("Disconnect-GelfLink", $"{relay.Name} takes leave of {link.Remote}", relay.DirectLinks.CloseAsync(link, Stop)))
            throw CommandErrors.LinkToNotFound(relay.Name, link.Remote);
        if (PassThru)
            WriteObject(link.Closed());
    }
}
