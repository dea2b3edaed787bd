namespace Gelf.PowerShell.Jobs;

/// <summary>The streams of a job that Gelf writes into.</summary>
internal enum JobStream
{
    /// <summary>What happened.</summary>
    Information,
    /// <summary>What somebody should look at.</summary>
    Warning,
    /// <summary>The log, but for its steps.</summary>
    Verbose,
    /// <summary>The log's steps.</summary>
    Debug,
}
