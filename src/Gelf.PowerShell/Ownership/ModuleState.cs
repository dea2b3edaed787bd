using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Ownership;

/// <summary>What the module holds in this process, whatever the runspace: running jobs and open taps.</summary>
internal static class ModuleState
{
    /// <summary>
    /// Stops every job and lets go of every tap. For Remove-Module; the jobs stay in Get-Job, stopped. It does nothing
    /// when there is nothing, so it may be called again.
    /// </summary>
    internal static void StopAll()
    {
        try
        {
            Parallel.ForEach(JobStore.All(), job => job.StopJob());
        }
        finally
        {
            TapRegistry.RemoveAll();
        }
    }
}
