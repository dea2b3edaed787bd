using System.Management.Automation;
using Gelf.Engine.Reporting;

namespace Gelf.PowerShell.Errors;

/// <summary>Turns what the engine and the cmdlets throw for a person into what PowerShell shows.</summary>
internal static class ErrorRecords
{
    /// <summary>The record for an error that a person can act on; null for any other exception, which is a fault of Gelf.</summary>
    internal static ErrorRecord? From(Exception exception, object? target) => exception switch
    {
        GelfException e => From(InWords(e), target),
        CommandException e => new ErrorRecord(e, e.ErrorId, e.Category, e.Target ?? target),
        _ => null,
    };

    /// <summary>The exception with the message that a person is to see; itself, unless it is the engine's, which makes no words.</summary>
    internal static Exception InWords(Exception exception) => exception is GelfException e
        ? new CommandException(e.ErrorId, Category(e.Category), ErrorTexts.Of(e), e.Target, e)
        : exception;

    // The engine knows no PowerShell type, so it names its categories as PowerShell does.
    private static ErrorCategory Category(GelfErrorCategory category) =>
        Enum.TryParse<ErrorCategory>(category.ToString(), out var same) ? same : ErrorCategory.NotSpecified;
}
