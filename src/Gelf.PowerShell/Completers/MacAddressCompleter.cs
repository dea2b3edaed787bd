using System.Collections;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the MAC addresses that were seen behind peers, of the relays that -Relay names if it is there already.</summary>
public sealed class MacAddressCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        from relay in MeantRelays(bound)
        from neighbor in relay.Neighbors
        group (neighbor.MacAddress, $"{neighbor.MacAddress}: behind {neighbor.Peer}, seen by {neighbor.Relay}") by neighbor.MacAddress into same
        select same.First();
}
