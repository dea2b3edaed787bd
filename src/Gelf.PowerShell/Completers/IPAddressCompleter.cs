using System.Collections;
using System.Management.Automation;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the IP addresses that interfaces of this host have, of the one that -InterfaceAlias or -InterfaceIndex names if it is there already.</summary>
public sealed class IPAddressCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        from address in AddressTable.List().Select(entry => new GelfAddress(entry))
        where bound["InterfaceAlias"] is not string alias || Conversion.NamePattern.Matches(alias, address.InterfaceAlias)
        where !LanguagePrimitives.TryConvertTo<uint>(bound["InterfaceIndex"], out var index) || index == 0 || index == address.InterfaceIndex
        select (address.IPAddress, $"{address} of {address.InterfaceAlias}");
}
