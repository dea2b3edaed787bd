using System.Collections;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes what tells links from each other, of the relays that -Relay names if it is there already.</summary>
public abstract class LinkCompleter : NameCompleter
{
    private protected LinkCompleter()
    {
    }

    /// <summary>What is offered for a link; null: nothing.</summary>
    private protected abstract string? NameOf(GelfLink link);

    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        from job in Meant(bound["Relay"])
        from link in job.AllLinks
        let name = NameOf(link)
        where name is not null
        group (name, $"{job.Name}: {link.Remote}, {link.State}") by name into same
        select same.First();

    private static IEnumerable<GelfJob> Meant(object? relay) => Unwrapped(relay) switch
    {
        GelfJob job => [job],
        string name => JobStore.Named<GelfJob>(name) ?? [],
        _ => GelfNodeReference.Running(),
    };
}
