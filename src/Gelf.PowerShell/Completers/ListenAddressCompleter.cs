using System.Collections;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the addresses that a relay of this host can listen on.</summary>
public sealed class ListenAddressCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
    [
        ("0.0.0.0", "All IPv4 addresses of this host"),
        ("::", "All addresses of this host"),
        .. AddressTable.List().Where(entry => !entry.Address.IsIPv6LinkLocal).Select(entry => new GelfAddress(entry)).Select(address => (address.IPAddress, $"{address} of {address.InterfaceAlias}")),
    ];
}
