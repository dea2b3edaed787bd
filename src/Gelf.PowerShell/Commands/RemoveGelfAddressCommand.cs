using System.Management.Automation;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Takes IP addresses from this host's interfaces; parameters as Remove-NetIPAddress has them, and pipe what Get-GelfAddress
/// returns. Needs root or CAP_NET_ADMIN.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "GelfAddress", SupportsShouldProcess = true)]
[OutputType(typeof(GelfAddress))]
public sealed class RemoveGelfAddressCommand : GelfCommand
{
    /// <summary>The addresses, also with their prefix lengths; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LocalAddress")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(IPAddressCompleter))]
    public string[] IPAddress { get; set; } = [];

    /// <summary>Only the address with this prefix length.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? PrefixLength { get; set; }

    /// <summary>Only from the interface with this name; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    public string? InterfaceAlias { get; set; }

    /// <summary>Only from the interface with this number.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ifIndex")]
    public uint? InterfaceIndex { get; set; }

    /// <summary>Returns the addresses that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Removes the addresses that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var text in IPAddress)
        {
            IReadOnlyList<GelfAddress> found = [];
            Attempt(text, () => found = Query(text).Find());
            foreach (var address in found)
                Attempt(address, () => Remove(address));
        }
    }

    private AddressQuery Query(string address) =>
        new() { IPAddress = address, PrefixLength = PrefixLength, InterfaceAlias = InterfaceAlias, InterfaceIndex = InterfaceIndex };

    private void Remove(GelfAddress address)
    {
        if (!ShouldProcess(address.InterfaceAlias, $"Remove address {address}"))
            return;
        AddressTable.Remove((int)address.InterfaceIndex, address.Address, address.PrefixLength);
        if (PassThru)
            WriteObject(address);
    }
}
