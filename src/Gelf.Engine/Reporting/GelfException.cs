namespace Gelf.Engine.Reporting;

/// <summary>What kind of trouble an error is; the names are those of PowerShell's ErrorCategory.</summary>
public enum GelfErrorCategory
{
    /// <summary>A value that cannot be right.</summary>
    InvalidArgument,
    /// <summary>The caller may not do this.</summary>
    PermissionDenied,
    /// <summary>The name or port is taken.</summary>
    ResourceExists,
    /// <summary>What is in use cannot be had.</summary>
    ResourceBusy,
    /// <summary>What was named is not there.</summary>
    ObjectNotFound,
    /// <summary>The machine lacks what is needed.</summary>
    ResourceUnavailable,
    /// <summary>The other end could not be reached or refused.</summary>
    ConnectionError,
    /// <summary>Not possible in the present state.</summary>
    InvalidOperation,
    /// <summary>Not possible with this kernel or platform.</summary>
    NotInstalled,
}

/// <summary>
/// An error that a person can act on. The message says what was wrong with which value and what to do;
/// <see cref="ErrorId"/> never changes between versions.
/// </summary>
public sealed class GelfException : Exception
{
    internal GelfException(string errorId, GelfErrorCategory category, string message, object? target = null, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        Category = category;
        Target = target;
    }

    /// <summary>The stable name of the error, such as <c>TapNameTaken</c>.</summary>
    public string ErrorId { get; }

    /// <summary>What kind of trouble it is.</summary>
    public GelfErrorCategory Category { get; }

    /// <summary>The value that was wrong, if there is one.</summary>
    public object? Target { get; }
}
