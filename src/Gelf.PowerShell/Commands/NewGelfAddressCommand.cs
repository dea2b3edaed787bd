using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>Gives an interface an IP address; parameters as New-NetIPAddress has them. Needs root or CAP_NET_ADMIN.</summary>
[Cmdlet(VerbsCommon.New, "GelfAddress", SupportsShouldProcess = true, DefaultParameterSetName = ByAlias)]
[OutputType(typeof(GelfAddress))]
public sealed class NewGelfAddressCommand : GelfCommand
{
    private const string ByAlias = "ByInterfaceAlias";
    private const string ByIndex = "ByInterfaceIndex";

    /// <summary>The IPv4 or IPv6 address, also with its prefix length: <c>10.10.10.1/24</c>.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LocalAddress")]
    public string IPAddress { get; set; } = "";

    /// <summary>Bits of the address that name the network; all of them if given neither here nor with the address.</summary>
    [Parameter]
    public int PrefixLength { get; set; }

    /// <summary>The router inside the address's network that leads out of it; becomes the host's default route.</summary>
    [Parameter]
    public string? DefaultGateway { get; set; }

    /// <summary>The interface's name.</summary>
    [Parameter(ParameterSetName = ByAlias, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ifAlias")]
    [ArgumentCompleter(typeof(InterfaceAliasCompleter))]
    public string? InterfaceAlias { get; set; }

    /// <summary>The interface's number.</summary>
    [Parameter(ParameterSetName = ByIndex, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ifIndex")]
    public uint InterfaceIndex { get; set; }

    /// <summary>Adds one address.</summary>
    protected override void ProcessRecord() => Attempt(IPAddress, () =>
    {
        var (address, length) = AddressText.Parse(nameof(IPAddress), IPAddress);
        var prefixLength = ChoosePrefixLength(address, length);
        var gateway = ParseGateway();
        var index = ParameterSetName == ByAlias ? InterfaceTable.IndexOf(InterfaceAlias!) : (int)InterfaceIndex;
        if (ShouldProcess(InterfaceTable.NameOf(index), $"Add address {address}/{prefixLength}"))
            WriteObject(new GelfAddress(AddressTable.Add(index, address, prefixLength, gateway)));
    });

    private int ChoosePrefixLength(IPAddress address, int? length)
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(PrefixLength)))
            return length ?? (address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32);
        return length is null || length == PrefixLength ? PrefixLength : throw CommandErrors.PrefixLengthConflict(IPAddress, PrefixLength);
    }

    private IPAddress? ParseGateway() => DefaultGateway is null
        ? null
        : AddressText.ParseAddress(DefaultGateway) ?? throw CommandErrors.AddressInvalid(nameof(DefaultGateway), DefaultGateway);
}
