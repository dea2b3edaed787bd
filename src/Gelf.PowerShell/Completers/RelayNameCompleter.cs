using System.Collections;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the names of this session's relays.</summary>
public sealed class RelayNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        GelfRelayReference.All().Select(relay => (relay.Name, $"{relay.Name}: {relay.InterfaceAlias}, {relay.Location}, {relay.JobStateInfo.State}"));
}
