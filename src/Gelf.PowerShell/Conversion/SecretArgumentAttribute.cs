using System.Management.Automation;
using System.Security;

namespace Gelf.PowerShell.Conversion;

/// <summary>
/// For a parameter of type SecureString: refuses anything else without repeating it, as PowerShell's own error would.
/// </summary>
internal sealed class SecretArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            SecureString secret => secret,
            _ => throw new ArgumentTransformationMetadataException(
                "It takes a SecureString and no plain text, which would stay in the history: give (Read-Host -AsSecureString)."),
        };
}
