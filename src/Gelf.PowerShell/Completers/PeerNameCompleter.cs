using System.Collections;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes what peers call themselves, of the relays that -Relay names if it is there already.</summary>
public sealed class PeerNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        from relay in MeantRelays(bound)
        from peer in relay.AllPeers
        group (peer.Name, $"{peer.Name}: {peer.State}, {peer.MacAddress}, heard of by {peer.Relay}") by peer.Name into same
        select same.First();
}
