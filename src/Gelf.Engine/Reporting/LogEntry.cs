namespace Gelf.Engine.Reporting;

/// <summary>How much an entry of the log matters.</summary>
public enum GelfLogLevel
{
    /// <summary>A step on the way.</summary>
    Debug,
    /// <summary>What has happened, and what was told.</summary>
    Information,
    /// <summary>What may be wrong.</summary>
    Warning,
    /// <summary>What nobody expected: a fault of Gelf, or of a library.</summary>
    Error,
}

/// <summary>One entry of a relay's or wire's log: technical, for whoever looks for a fault. No token and no key is in it.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Source">The part of the engine, or the library, that wrote it.</param>
/// <param name="Text">What it says; an exception with its stack, where there is one.</param>
public sealed record LogEntry(GelfLogLevel Level, string Source, string Text);
