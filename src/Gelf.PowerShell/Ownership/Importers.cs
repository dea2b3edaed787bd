using System.Management.Automation.Runspaces;

namespace Gelf.PowerShell.Ownership;

/// <summary>The runspaces of this process that have the module imported.</summary>
internal static class Importers
{
    private static readonly Lock s_gate = new();
    private static readonly List<Runspace> s_runspaces = []; // guarded by s_gate

    internal static void Add(Runspace runspace)
    {
        lock (s_gate)
        {
            s_runspaces.RemoveAll(one => one == runspace || IsGone(one));
            s_runspaces.Add(runspace);
        }
    }

    /// <summary>Forgets a runspace. True: no other one has the module.</summary>
    internal static bool Remove(Runspace runspace)
    {
        lock (s_gate)
        {
            s_runspaces.RemoveAll(one => one == runspace || IsGone(one));
            return s_runspaces.Count == 0;
        }
    }

    // A runspace that closes, such as that of a thread job, does not remove its modules.
    private static bool IsGone(Runspace runspace) =>
        runspace.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Closing or RunspaceState.Broken;
}
