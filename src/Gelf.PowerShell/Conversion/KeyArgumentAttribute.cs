using System.Management.Automation;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Conversion;

/// <summary>For a parameter of type <see cref="GelfKeyReference"/>: converts what was given, and never fails.</summary>
internal sealed class KeyArgumentAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : GelfKeyReference.From(inputData);
}
