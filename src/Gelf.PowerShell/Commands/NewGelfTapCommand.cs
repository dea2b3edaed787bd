using System.Management.Automation;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Objects;
using Gelf.PowerShell.Ownership;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Creates a tap and brings it up. It stays until Remove-GelfTap, Remove-Module or the end of the process, or for good with
/// -Persist. Needs root or CAP_NET_ADMIN.
/// </summary>
[Cmdlet(VerbsCommon.New, "GelfTap", SupportsShouldProcess = true)]
[OutputType(typeof(GelfTap))]
public sealed class NewGelfTapCommand : GelfCommand
{
    /// <summary>The interface's name, 1 to 15 characters; the next free <c>tapN</c> if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>Bytes of payload a frame may carry, 68 to 65521.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int Mtu { get; set; } = 1500;

    /// <summary>The host's own address on the segment, such as 02:00:5e:10:00:01; a random one if not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? MacAddress { get; set; }

    /// <summary>The user, by name or number, who may use the tap without being root.</summary>
    [Parameter]
    public string? Owner { get; set; }

    /// <summary>Keeps the tap when the process ends.</summary>
    [Parameter]
    public SwitchParameter Persist { get; set; }

    /// <summary>Creates one tap.</summary>
    protected override void ProcessRecord() => Attempt(Name, () =>
    {
        if (!ShouldProcess(Name ?? "the next free tapN", "Create tap"))
            return;
        var options = new TapOptions
        {
            Name = Name,
            Mtu = Mtu,
            MacAddress = MacAddress is null ? null : Engine.Ethernet.MacAddress.Parse(MacAddress),
            Owner = Owner,
            Persist = Persist,
        };
        WriteObject(TapRegistry.Create(options));
    });
}
