using System.Globalization;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>
/// Lets hosts and wires go first on the cores that this process shares with them, until it is disposed of: a real attacker has cores of
/// its own, and takes none of theirs.
/// </summary>
internal sealed class LastPriority : IDisposable
{
    private const int Last = 19;

    internal LastPriority() => Renice(Last);

    public void Dispose() => Renice(0);

    // Linux keeps it for each thread, and a new thread has that of its maker. One may end while this runs, which renice calls an error.
    private static void Renice(int nice) =>
        Commands.Try("renice", ["-n", nice.ToString(CultureInfo.InvariantCulture), "-p", .. Directory.GetDirectories("/proc/self/task").Select(path => Path.GetFileName(path))]);
}
