using System.Management.Automation;

namespace Gelf.PowerShell.Errors;

/// <summary>An error in words for a person: one that a cmdlet has found, or one of the engine's, which it then has inside.</summary>
internal sealed class CommandException(string errorId, ErrorCategory category, string message, object? target = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The stable name of the error.</summary>
    public string ErrorId { get; } = errorId;

    internal ErrorCategory Category { get; } = category;

    /// <summary>The value that was wrong, if there is one.</summary>
    internal object? Target { get; } = target;
}
