namespace Gelf.Shell;

/// <summary>The exit codes that are not the script's own; the same as pwsh's.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadCommandLine = 64;

    /// <summary>By the shells' custom, a process that a signal ended reports 128 and the signal's number.</summary>
    public const int Signalled = 128;
}
