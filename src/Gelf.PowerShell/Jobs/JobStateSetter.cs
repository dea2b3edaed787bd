using System.Management.Automation;
using System.Reflection;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// <c>Job2.SetJobState(state, reason)</c>, which every PowerShell since 3.0 has and the reference assembly that Gelf is built
/// with lacks (PowerShell/PowerShellStandard#102).
/// </summary>
internal static class JobStateSetter
{
    private static readonly Action<Job2, JobState, Exception?> s_setJobState = typeof(Job2)
        .GetMethod("SetJobState", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(JobState), typeof(Exception)])!
        .CreateDelegate<Action<Job2, JobState, Exception?>>();

    internal static void Set(Job2 job, JobState state, Exception? reason) => s_setJobState(job, state, reason);
}
