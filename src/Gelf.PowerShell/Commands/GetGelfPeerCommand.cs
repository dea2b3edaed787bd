using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Lists the other relays that were heard of on the segment, and how each is reached. Those with which no frames can be
/// exchanged are among them, and say why: another key, or a key on one side only.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GelfPeer")]
[OutputType(typeof(GelfPeer))]
public sealed class GetGelfPeerCommand : GelfCommand
{
    private readonly HashSet<string> _missing = [];
    private bool _asked;

    /// <summary>The relays of this session, or their names; all that run if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public GelfRelayReference[]? Relay { get; set; }

    /// <summary>What the peers call themselves, or their ids; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PeerNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Notes what must be found.</summary>
    protected override void BeginProcessing() => _missing.UnionWith(Name.Where(name => !NamePattern.IsWildcard(name)));

    /// <summary>Writes the peers of the relays that are meant.</summary>
    protected override void ProcessRecord()
    {
        if (Relay is null)
        {
            Write(GelfRelayReference.Running());
            return;
        }
        foreach (var reference in Relay)
            Attempt(reference.Name, () => Write(reference.Resolve()));
    }

    /// <summary>Tells which names no relay knows.</summary>
    protected override void EndProcessing()
    {
        // A relay that does not exist is already an error.
        foreach (var name in _asked ? _missing : [])
            Attempt(name, () => throw CommandErrors.PeerNotFound(name));
    }

    private void Write(IEnumerable<GelfRelayJob> relays)
    {
        _asked = true;
        foreach (var peer in relays.SelectMany(relay => relay.AllPeers))
        {
            if (!Name.Any(peer.IsNamed))
                continue;
            _missing.RemoveWhere(peer.IsNamed);
            WriteObject(peer);
        }
    }
}
