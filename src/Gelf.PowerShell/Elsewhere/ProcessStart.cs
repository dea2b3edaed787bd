using System.Globalization;

namespace Gelf.PowerShell.Elsewhere;

/// <summary>When a process started, which tells it from a later one with the same number.</summary>
internal static class ProcessStart
{
    // Field 22 of proc_pid_stat(5), counted from behind field 2, the name, which may contain anything.
    private const int Field = 22 - 3;

    /// <summary>In ticks since the host booted; null: there is no such process.</summary>
    internal static ulong? Of(int processId)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return ulong.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[Field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
