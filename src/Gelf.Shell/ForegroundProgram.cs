using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gelf.Shell;

/// <summary>
/// The native command that runs on this process's own streams, if one does. The engine waits for it and leaves it alone when
/// the pipeline is stopped, since Ctrl+C on a terminal reaches it anyway; a signal to this process alone does not.
/// </summary>
internal sealed partial class ForegroundProgram
{
    private const int Kill = 9;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private int _depth;                  // guarded by _gate; the commands of a pipeline begin one after the other
    private HashSet<int> _earlier = [];  // guarded by _gate; children that were there before, and are none of ours

    /// <summary>A native command is about to start.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_depth++ == 0)
                _earlier = Children();
        }
    }

    /// <summary>A native command has ended.</summary>
    public void End()
    {
        lock (_gate)
            _depth = Math.Max(_depth - 1, 0);
    }

    /// <summary>The process ids of what runs now.</summary>
    public IReadOnlySet<int> Running()
    {
        lock (_gate)
        {
            if (_depth == 0)
                return FrozenSet<int>.Empty;
            HashSet<int> running = Children();
            running.ExceptWith(_earlier);
            return running;
        }
    }

    /// <summary>Signals these, and kills those that still run after a time of grace.</summary>
    public static void Stop(IReadOnlySet<int> processes, int signal)
    {
        foreach (int process in processes)
            _ = Send(process, signal);
        _ = KillLaterAsync(processes);
    }

    private static async Task KillLaterAsync(IReadOnlySet<int> processes)
    {
        await Task.Delay(s_grace).ConfigureAwait(false);
        // A number may have been given to another process meanwhile.
        foreach (int process in Children().Where(processes.Contains))
            _ = Send(process, Kill);
    }

    private static HashSet<int> Children()
    {
        string parent = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var children = new HashSet<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
                continue;
            try
            {
                // "pid (name) state parent …", where the name may hold anything.
                string status = File.ReadAllText(Path.Combine(folder, "stat"));
                if (status[(status.LastIndexOf(')') + 2)..].Split(' ') is [_, var itsParent, ..] && itsParent == parent)
                    children.Add(process);
            }
            catch (IOException)
            {
                // It ended just now.
            }
        }

        return children;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
