using System.Management.Automation;
using System.Security;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Makes a key for a segment: a random one, or the one that a passphrase stands for. All relays of the segment need the same;
/// with <c>-Path</c> it is written to a file that only its owner can read.
/// </summary>
[Cmdlet(VerbsCommon.New, "GelfKey", SupportsShouldProcess = true)]
[OutputType(typeof(GelfKey))]
public sealed class NewGelfKeyCommand : GelfCommand
{
    /// <summary>256 or 128. A key from a passphrase always has 256.</summary>
    [Parameter]
    public int Bits { get; set; } = 256;

    /// <summary>The same passphrase gives the same key on all hosts, if the segment's name is the same as well. A long one: whoever guesses it has the key.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretArgument]
    public SecureString? Passphrase { get; set; }

    /// <summary>For a passphrase: the name of the segment, the same on all its hosts. Two segments with the same passphrase have different keys by it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string SegmentName { get; set; } = "gelf";

    /// <summary>The file to write the key to.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replaces the file if it is there. The key in it is lost.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Makes one key.</summary>
    protected override void ProcessRecord() => Attempt(Path, () =>
    {
        if (Passphrase is null && IsGiven(nameof(SegmentName)))
            throw CommandErrors.SegmentNameWithoutPassphrase(SegmentName);
        if (Passphrase is not null && IsGiven(nameof(Bits)) && Bits != 256)
            throw CommandErrors.KeyBitsWithPassphrase(Bits);
        var path = Path is null ? null : FilePath.Resolve(SessionState, nameof(Path), Path);
        if (!ShouldProcess(path ?? $"{Bits} bits", path is null ? "Create key" : "Create key file"))
            return;
        var key = Passphrase is null ? SegmentKey.Create(Bits) : FromPassphrase(Passphrase);
        if (path is not null)
            KeyFile.Write(key, path, Force);
        WriteObject(new GelfKey(key));
    });

    // In the background: it takes a moment, and Ctrl+C must not wait.
    private SegmentKey FromPassphrase(SecureString passphrase)
    {
        var copy = passphrase.Copy();
        return WaitFor("Making the key", "Argon2id makes each guess at the passphrase as expensive as this", Task.Run(() =>
        {
            using (copy)
                return SecretText.Use(copy, text => SegmentKey.FromPassphrase(text, SegmentName));
        }));
    }
}
