namespace Gelf.PowerShell.Elsewhere;

/// <summary>What a process tells the others of a relay that it runs. No secret is in it.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="ProcessStart">When it started, as proc(5) counts; a later process with this number is another one.</param>
/// <param name="Processes">The namespace of process numbers that it is in, as /proc names it.</param>
/// <param name="Network">Its network namespace, as /proc names it.</param>
/// <param name="Name">The relay's name.</param>
/// <param name="ListenAddress">The address that its web server listens on.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="Tap">The tap's name.</param>
/// <param name="StartTime">When the relay was started.</param>
internal sealed record RelayRecord(
    int ProcessId, ulong ProcessStart, string? Processes, string? Network, string Name, string ListenAddress, int Port, string Tap, DateTimeOffset StartTime)
{
    /// <summary>The namespace of process numbers of the caller.</summary>
    internal static string? OwnProcesses => new FileInfo("/proc/self/ns/pid").LinkTarget;

    /// <summary>The network namespace of the caller.</summary>
    internal static string? OwnNetwork => new FileInfo("/proc/thread-self/ns/net").LinkTarget;
}
