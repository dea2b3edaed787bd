using System.Management.Automation;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Writes a key to a file that only its owner can read. Import-GelfKey and Start-GelfRelay -KeyPath read it.</summary>
[Cmdlet(VerbsData.Export, "GelfKey", SupportsShouldProcess = true)]
[OutputType(typeof(GelfKey))]
public sealed class ExportGelfKeyCommand : GelfCommand
{
    /// <summary>The key: a GelfKey, 32 or 64 hex digits, a SecureString of them, or 16 or 32 bytes.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [KeyArgument]
    public GelfKeyReference? Key { get; set; }

    /// <summary>The file to write.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Replaces the file if it is there. The key in it is lost.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the key, too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Writes one key.</summary>
    protected override void ProcessRecord() => Attempt(Path, () =>
    {
        var key = Key!.Resolve();
        var path = FilePath.Resolve(SessionState, nameof(Path), Path);
        if (!ShouldProcess(path, "Write key file"))
            return;
        KeyFile.Write(key.Segment, path, Force);
        if (PassThru)
            WriteObject(key);
    });
}
