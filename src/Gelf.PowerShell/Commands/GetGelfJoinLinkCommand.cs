using System.Management.Automation;
using Gelf.Engine.Protocol;
using Gelf.Engine.Web;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Shows the join link of each relay: the URL that opens its page and carries its token. Whoever has it can join the segment.
/// Each is a string, with the property Relay, since PowerShell breaks what is not a string at the console's width. With -QRCode
/// it is still that string, and a view shows the code in its place.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GelfJoinLink")]
[OutputType(typeof(string))]
public sealed class GetGelfJoinLinkCommand : GelfCommand
{
    /// <summary>A name for the view to go by; there is no such type.</summary>
    private const string DrawnTypeName = "Gelf.PowerShell.JoinLinkQRCode";

    /// <summary>The relays, or their names; all that run if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public GelfRelayReference[]? Relay { get; set; }

    /// <summary>Join links of other relays, which the page is to connect as well: one link or QR code does it all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? With { get; set; }

    /// <summary>Shows a link by each address that the host can be reached at, and not the likeliest one only.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Draws each link as a QR code, to be scanned off the terminal. The text of the drawing is the property QRCode.</summary>
    [Parameter]
    public SwitchParameter QRCode { get; set; }

    /// <summary>Writes the links of the relays that are meant.</summary>
    protected override void ProcessRecord()
    {
        if (Relay is null)
        {
            foreach (var relay in GelfRelayReference.Running())
                Attempt(relay.Name, () => Write(relay));
            return;
        }
        foreach (var reference in Relay)
            Attempt(reference.Name, () =>
            {
                foreach (var relay in reference.Resolve())
                    Write(relay);
            });
    }

    private void Write(GelfRelayJob relay)
    {
        if (!relay.IsRunning || relay.JoinLink is null)
            throw CommandErrors.RelayNotRunning(relay.Name, relay.JobStateInfo.State);
        var others = With?.Select(JoinLink.Parse).ToList();
        foreach (var text in All ? relay.JoinLinks : [relay.JoinLink])
        {
            var link = JoinLink.Parse(text);
            if (others is not null)
                link = link.WithOthers(others);
            var shown = PSObject.AsPSObject(link.ToString());
            shown.Properties.Add(new PSNoteProperty(nameof(Relay), relay.Name));
            if (QRCode)
                Draw(link, shown);
            WriteObject(shown);
        }
    }

    private static void Draw(JoinLink link, PSObject shown)
    {
        shown.Properties.Add(new PSNoteProperty(nameof(QRCode), JoinLinkDrawing.Draw(link)));
        // The view shows this beside the code. It has no token: it may stay on the screen after the code has scrolled away.
        shown.Properties.Add(new PSNoteProperty("Joins", link.With.Prepend(link).Select(EndPointText.Of).ToArray()));
        shown.TypeNames.Insert(0, DrawnTypeName);
    }
}
