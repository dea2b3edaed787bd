using System.Management.Automation;

namespace Gelf.PowerShell.Errors;

/// <summary>An error that a cmdlet finds by itself; what the engine finds is its own exception.</summary>
internal sealed class CommandException(string errorId, ErrorCategory category, string message, object? target = null) : Exception(message)
{
    /// <summary>The stable name of the error.</summary>
    internal string ErrorId { get; } = errorId;

    internal ErrorCategory Category { get; } = category;

    /// <summary>The value that was wrong, if there is one.</summary>
    internal object? Target { get; } = target;
}
