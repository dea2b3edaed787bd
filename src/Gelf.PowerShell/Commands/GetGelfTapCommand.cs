using System.Management.Automation;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Lists the taps of this host, whoever made them.</summary>
[Cmdlet(VerbsCommon.Get, "GelfTap")]
[OutputType(typeof(GelfTap))]
public sealed class GetGelfTapCommand : GelfCommand
{
    /// <summary>The taps' names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TapNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Writes the taps that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Attempt(name, () => Write(name));
    }

    private void Write(string name)
    {
        var taps = TapTable.List().Where(tap => NamePattern.Matches(name, tap.Name)).ToList();
        if (taps.Count == 0 && !NamePattern.IsWildcard(name))
            throw CommandErrors.TapNotFound(name);
        foreach (var tap in taps)
            WriteObject(new GelfTap(tap));
    }
}
