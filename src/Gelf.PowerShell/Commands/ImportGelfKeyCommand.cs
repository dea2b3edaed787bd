using System.Management.Automation;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Reads keys from files, as New-GelfKey and Export-GelfKey write them. A file that others than its owner can read is refused.</summary>
[Cmdlet(VerbsData.Import, "GelfKey")]
[OutputType(typeof(GelfKey))]
public sealed class ImportGelfKeyCommand : GelfCommand
{
    /// <summary>The files: one line of 32 or 64 hex digits each.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Reads the keys.</summary>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
            Attempt(path, () => WriteObject(new GelfKey(KeyFile.Read(FilePath.Resolve(SessionState, nameof(Path), path)))));
    }
}
