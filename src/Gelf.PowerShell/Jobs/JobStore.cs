using System.Collections.Concurrent;
using System.Management.Automation;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// The jobs of this process. Static, because PowerShell makes one <see cref="GelfJobSourceAdapter"/> a runspace, and a relay
/// that was started in one is to be seen in all.
/// </summary>
internal static class JobStore
{
    private static readonly ConcurrentDictionary<Guid, GelfJob> s_jobs = new();

    internal static IReadOnlyList<GelfJob> All() => [.. s_jobs.Values.OrderBy(job => job.Id)];

    /// <summary>
    /// The jobs with this name, or matching it where it has wildcards; null: there is none of a name without. Stopped jobs
    /// keep their names, so of those with the same name only the running ones are meant, if there are any.
    /// </summary>
    internal static IReadOnlyList<T>? Named<T>(string name) where T : GelfJob
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        var named = All().OfType<T>().Where(job => pattern.IsMatch(job.Name)).ToList();
        if (named.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            return null;
        var running = named.Where(job => job.IsRunning).ToList();
        return running.Count > 0 ? running : named;
    }

    internal static GelfJob? Find(Guid instanceId) => s_jobs.GetValueOrDefault(instanceId);

    internal static void Add(GelfJob job) => s_jobs[job.InstanceId] = job;

    internal static void Remove(Guid instanceId) => s_jobs.TryRemove(instanceId, out _);
}
