using System.Management.Automation;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// Shows Gelf's jobs to Get-Job, Stop-Job, Remove-Job and their like. PowerShell makes an instance in each runspace that
/// imports the module, and finds it by the type's short name.
/// </summary>
public sealed class GelfJobSourceAdapter : JobSourceAdapter
{
    private const string JobParameter = "Job";

    /// <summary>For PowerShell.</summary>
    public GelfJobSourceAdapter() => Name = nameof(GelfJobSourceAdapter);

    /// <summary>
    /// Registers a job. Jobs that are in JobRepository only cannot be removed by <c>Receive-Job -AutoRemoveJob</c>, so this
    /// goes through the job manager.
    /// </summary>
    internal static void Register(GelfJob job, JobManager jobs)
    {
        var definition = new JobDefinition(typeof(GelfJobSourceAdapter), job.Command, job.Name);
        jobs.NewJob(new JobInvocationInfo(definition, new Dictionary<string, object> { [JobParameter] = job }));
    }

    /// <inheritdoc/>
    public override Job2 NewJob(JobInvocationInfo specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        foreach (var parameter in specification.Parameters.SelectMany(set => set))
        {
            if (parameter.Name == JobParameter && parameter.Value is GelfJob job)
            {
                JobStore.Add(job);
                return job;
            }
        }
        throw new PSNotSupportedException("Gelf's jobs are made by Start-GelfRelay and Start-GelfWire.");
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => Where(_ => true);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return Where(job => pattern.IsMatch(job.Name));
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse)
    {
        var pattern = new WildcardPattern(command, WildcardOptions.IgnoreCase);
        return Where(job => pattern.IsMatch(job.Command));
    }

    /// <inheritdoc/>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) => JobStore.Find(instanceId);

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) => JobStore.All().FirstOrDefault(job => job.Id == id);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) => Where(job => job.JobStateInfo.State == state);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse) => [];

    /// <summary>Forgets a job. PowerShell holds a lock of its own meanwhile, so nothing waits here; it disposes of the job next.</summary>
    public override void RemoveJob(Job2 job)
    {
        ArgumentNullException.ThrowIfNull(job);
        JobStore.Remove(job.InstanceId);
    }

    private static IList<Job2> Where(Func<GelfJob, bool> condition) => [.. JobStore.All().Where(condition)];
}
