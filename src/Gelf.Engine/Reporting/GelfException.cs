using System.Globalization;
using System.Runtime.CompilerServices;

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
/// An error that a person can act on, as an id and arguments. Whoever shows it makes the words; <see cref="Exception.Message"/>
/// is a technical line for logs, which repeats no secret.
/// </summary>
public sealed class GelfException : Exception
{
    /// <param name="errorId">The stable name of the error.</param>
    /// <param name="category">What kind of trouble it is.</param>
    /// <param name="arguments">What the words are made with.</param>
    /// <param name="target">The value that was wrong, if there is one.</param>
    /// <param name="inner">What has led to it, if there is something.</param>
    /// <param name="case">The method of <see cref="GelfErrors"/> that makes it.</param>
    internal GelfException(
        string errorId, GelfErrorCategory category, (string Name, object Value)[] arguments, object? target = null, Exception? inner = null,
        [CallerMemberName] string @case = "")
        : base(Describe(errorId, @case, arguments), inner)
    {
        ErrorId = errorId;
        Case = @case;
        Category = category;
        Arguments = arguments.ToDictionary(argument => argument.Name, argument => argument.Value);
        Target = target;
    }

    /// <summary>The stable name of the error, such as <c>TapNameTaken</c>. It never changes between versions.</summary>
    public string ErrorId { get; }

    /// <summary>Which of the errors with this id it is; the same as the id where there is only one. Each has its own arguments and words.</summary>
    public string Case { get; }

    /// <summary>What kind of trouble it is.</summary>
    public GelfErrorCategory Category { get; }

    /// <summary>What the words are made with, by name: texts, numbers, addresses.</summary>
    public IReadOnlyDictionary<string, object> Arguments { get; }

    /// <summary>The value that was wrong, if there is one.</summary>
    public object? Target { get; }

    private static string Describe(string errorId, string @case, (string Name, object Value)[] arguments)
    {
        var name = @case == errorId ? errorId : $"{errorId} ({@case})";
        var values = arguments.Select(argument => string.Create(CultureInfo.InvariantCulture, $"{argument.Name}={argument.Value}"));
        return arguments.Length == 0 ? name : $"{name}: {string.Join(", ", values)}";
    }
}
