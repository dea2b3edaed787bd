using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Lists the MAC addresses that relays have seen on the segment, and the peers that they are behind.</summary>
[Cmdlet(VerbsCommon.Get, "GelfNeighbor")]
[OutputType(typeof(GelfNeighbor))]
public sealed class GetGelfNeighborCommand : GelfCommand
{
    private readonly HashSet<string> _missing = [];
    private readonly List<string> _patterns = [];
    private bool _asked;

    /// <summary>The relays, or their names; all that run if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public GelfRelayReference[]? Relay { get; set; }

    /// <summary>The addresses, such as 02:00:5e:10:00:01; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MacAddressCompleter))]
    public string[] MacAddress { get; set; } = ["*"];

    /// <summary>Reads the addresses, and notes what must be found.</summary>
    protected override void BeginProcessing()
    {
        foreach (var text in MacAddress)
            Attempt(text, () => _patterns.Add(NamePattern.IsWildcard(text) ? text.Replace('-', ':') : Parse(text)));
        _missing.UnionWith(_patterns.Where(pattern => !NamePattern.IsWildcard(pattern)));
    }

    /// <summary>Writes the neighbors of the relays that are meant.</summary>
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

    /// <summary>Tells which addresses no relay has seen.</summary>
    protected override void EndProcessing()
    {
        // A relay that does not exist is already an error.
        foreach (var address in _asked ? _missing : [])
            Attempt(address, () => throw CommandErrors.NeighborNotFound(address));
    }

    private void Write(IEnumerable<GelfRelayJob> relays)
    {
        _asked = true;
        foreach (var neighbor in relays.SelectMany(relay => relay.Neighbors))
        {
            if (!_patterns.Any(pattern => NamePattern.Matches(pattern, neighbor.MacAddress)))
                continue;
            _missing.Remove(neighbor.MacAddress);
            WriteObject(neighbor);
        }
    }

    // Compare with the form that is shown.
    private static string Parse(string text) =>
        Engine.Ethernet.MacAddress.TryParse(text, out var address) ? address.ToString() : throw CommandErrors.MacAddressInvalid(nameof(MacAddress), text);
}
