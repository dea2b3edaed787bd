using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Lists the relays of this process, stopped ones too, until Remove-Job; and those that run in other processes of this host, which
/// only root sees, with what leads to them.
/// </summary>
[Cmdlet(VerbsCommon.Get, "GelfRelay")]
[OutputType(typeof(GelfRelayJob), typeof(GelfForeignRelay))]
public sealed class GetGelfRelayCommand : GelfCommand
{
    /// <summary>The relays' names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Writes the relays that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Attempt(name, () => Write(name));
    }

    private void Write(string name)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        var relays = GelfRelayReference.All().Where(relay => pattern.IsMatch(relay.Name)).ToList();
        var foreign = GelfForeignRelay.All(WriteWarning).Where(relay => pattern.IsMatch(relay.Name)).ToList();
        if (relays.Count + foreign.Count == 0 && !NamePattern.IsWildcard(name))
            throw GelfRelayReference.NotFound(name);
        WriteObject(relays, enumerateCollection: true);
        WriteObject(foreign, enumerateCollection: true);
    }
}
