using System.Management.Automation;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Takes IP addresses from this host's interfaces; parameters as Remove-NetIPAddress has them, and pipe what Get-GelfAddress
/// returns. The link-local addresses that the kernel made stay, unless they are named. Needs root or CAP_NET_ADMIN.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "GelfAddress", SupportsShouldProcess = true)]
[OutputType(typeof(GelfAddress))]
public sealed class RemoveGelfAddressCommand : GelfCommand
{
    private bool _isOnCommandLine;

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

    /// <summary>Sees whether the addresses are given already, before anything comes down the pipeline.</summary>
    protected override void BeginProcessing() => _isOnCommandLine = IsGiven(nameof(IPAddress));

    /// <summary>Removes the addresses that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var text in IPAddress)
        {
            IReadOnlyList<GelfAddress> found = [];
            Attempt(text, () => found = Query(text).Find());
            // Keep the kernel's own address: without it, the interface has neither router discovery nor DHCPv6.
            var isNamed = _isOnCommandLine && !NamePattern.IsWildcard(text);
            foreach (var address in found)
                if (isNamed || !address.IsKernelLinkLocal)
                    Attempt(address, () => Remove(address));
                else
                    WriteVerbose($"{address} of {address.InterfaceAlias} stays: the kernel made it. What removes it is: Remove-GelfAddress {address.IPAddress} -InterfaceAlias {address.InterfaceAlias}");
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
