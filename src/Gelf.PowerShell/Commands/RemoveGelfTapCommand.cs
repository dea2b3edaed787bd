using System.Management.Automation;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Objects;
using Gelf.PowerShell.Ownership;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Removes taps from this host, persistent ones too. One that a relay of this session uses is kept, and an error says so.
/// Needs root or CAP_NET_ADMIN.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "GelfTap", SupportsShouldProcess = true)]
[OutputType(typeof(GelfTap))]
public sealed class RemoveGelfTapCommand : GelfCommand
{
    /// <summary>The taps, or their names; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(TapNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Returns the taps that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Removes the taps that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            foreach (var match in NamePattern.IsWildcard(name) ? Named(name) : [name])
                Attempt(match, () => Remove(match));
    }

    private static List<string> Named(string pattern) =>
        [.. TapTable.List().Select(tap => tap.Name).Where(name => NamePattern.Matches(pattern, name))];

    private void Remove(string name)
    {
        if (!ShouldProcess(name, "Remove tap"))
            return;
        var tap = TapTable.Find(name) is { } found ? new GelfTap(found) : null;
        TapRegistry.Remove(name);
        if (PassThru && tap is not null)
            WriteObject(tap);
    }
}
