using System.Collections;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the names of this session's relays and wires.</summary>
public sealed class NodeNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        JobStore.All().Select(job => (job.Name, $"{job.Name}: {job.PSJobTypeName}, {job.Location}, {job.JobStateInfo.State}"));
}
