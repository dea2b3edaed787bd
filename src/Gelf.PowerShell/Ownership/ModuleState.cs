using Gelf.Engine.Reporting;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Ownership;

/// <summary>What the module holds in this process: running jobs and open taps, each made by some runspace and seen by all.</summary>
internal static class ModuleState
{
    /// <summary>
    /// Stops jobs and lets go of taps; the jobs stay in Get-Job, stopped. It does nothing when there is nothing, so it may be called
    /// again.
    /// </summary>
    /// <param name="maker">The runspace that made what is meant; null: all is meant, whoever made it.</param>
    /// <param name="tell">Told of each job before it is stopped, and of each tap before it goes.</param>
    internal static void Stop(Guid? maker, Action<string> tell)
    {
        try
        {
            StopAll(maker, tell);
        }
        catch (GelfException e)
        {
            // No cmdlet is there to make words of it.
            throw ErrorRecords.InWords(e);
        }
    }

    private static void StopAll(Guid? maker, Action<string> tell)
    {
        bool IsMeant(Guid itsMaker) => maker is null || itsMaker == maker;

        var jobs = JobStore.All().Where(job => job.IsRunning && IsMeant(job.Maker)).ToList();
        foreach (var job in jobs)
            tell($"Gelf is removed: {job.Description} stops.");
        try
        {
            Parallel.ForEach(jobs, job => job.StopJob());
        }
        finally
        {
            TapRegistry.RemoveUnused(IsMeant, name => tell($"Gelf is removed: the tap '{name}' goes."));
        }
    }
}
