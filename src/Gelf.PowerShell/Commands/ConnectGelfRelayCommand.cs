using System.Management.Automation;
using Gelf.Engine.Protocol;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Links relays of this session to other relays directly: no browser is needed. It returns when the link is open; what keeps
/// it from opening is one error, and leaves nothing behind. From then on the relay keeps the link up, and dials again
/// whenever it breaks, until Disconnect-GelfLink or the end of the relay.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "GelfRelay", SupportsShouldProcess = true)]
[OutputType(typeof(GelfLink))]
public sealed class ConnectGelfRelayCommand : GelfCommand
{
    private readonly List<JoinLink> _targets = [];

    /// <summary>The join links of the other relays, as Get-GelfJoinLink shows them there; the relays in their with= parts are linked to, too.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("JoinLink")]
    [AllowEmptyString]
    public string[] Uri { get; set; } = [];

    /// <summary>The relays of this session that are to be linked, or their names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public GelfRelayReference[] Relay { get; set; } = [];

    /// <summary>Returns the links.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Reads the join links; one that is none is an error once, however many relays there are.</summary>
    protected override void BeginProcessing()
    {
        foreach (var text in Uri)
            Attempt(null, () => _targets.AddRange(JoinLinkText.ParseAll(text)));
    }

    /// <summary>Links the relays that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var reference in Relay)
        {
            IReadOnlyList<GelfRelayJob> relays = [];
            Attempt(reference.Name, () => relays = reference.Resolve());
            foreach (var relay in relays)
                foreach (var target in _targets)
                    Attempt(EndPointText.Of(target), () => Connect(relay, target));
        }
    }

    private void Connect(GelfRelayJob relay, JoinLink target)
    {
        if (!relay.IsRunning)
            throw CommandErrors.RelayNotRunning(relay.Name, relay.JobStateInfo.State);
        var remote = EndPointText.Of(target);
        if (relay.IsAt(target))
            throw CommandErrors.LinkToItself(relay.Name, remote);
        if (!ShouldProcess(relay.Name, $"Connect to {remote}"))
            return;
        using var log = ShowLogOf(relay);
        var link = WaitFor("Connect-GelfRelay", $"{relay.Name} dials {remote}", relay.DirectLinks.ConnectAsync(target, Stop));
        if (PassThru)
            WriteObject(link);
    }
}
