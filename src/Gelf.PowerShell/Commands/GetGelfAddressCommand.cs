using System.Management.Automation;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Lists the IP addresses of this host's interfaces; parameters as Get-NetIPAddress has them.</summary>
[Cmdlet(VerbsCommon.Get, "GelfAddress")]
[OutputType(typeof(GelfAddress))]
public sealed class GetGelfAddressCommand : GelfCommand
{
    /// <summary>The addresses; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("LocalAddress")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(IPAddressCompleter))]
    public string[] IPAddress { get; set; } = ["*"];

    /// <summary>Only addresses with this prefix length.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? PrefixLength { get; set; }

    /// <summary>Only addresses of the interface with this name; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    public string? InterfaceAlias { get; set; }

    /// <summary>Only addresses of the interface with this number.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ifIndex")]
    public uint? InterfaceIndex { get; set; }

    /// <summary>Only addresses of this kind.</summary>
    [Parameter]
    public GelfAddressFamily? AddressFamily { get; set; }

    /// <summary>Writes the addresses that are meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (var address in IPAddress)
            Attempt(address, () => WriteObject(Query(address).Find(), enumerateCollection: true));
    }

    private AddressQuery Query(string address) => new()
    {
        IPAddress = address,
        PrefixLength = PrefixLength,
        InterfaceAlias = InterfaceAlias,
        InterfaceIndex = InterfaceIndex,
        AddressFamily = AddressFamily,
    };
}
