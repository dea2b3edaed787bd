using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// A TAP interface. It binds to the interface parameters of the address cmdlets, and as text, for instance in
/// <c>ip link show dev $tap</c>, it is its name. What can change is read from the kernel each time.
/// </summary>
public sealed class GelfTap
{
    private readonly string _name;
    private readonly string _macAddress;
    private readonly int _mtu;

    internal GelfTap(TapInfo tap)
        : this(tap.Name, tap.Index, tap.MacAddress, tap.Mtu)
    {
    }

    internal GelfTap(ITap tap)
        : this(tap.Name, tap.Index, tap.MacAddress, tap.Mtu) => Held = tap;

    private GelfTap(string name, int index, MacAddress macAddress, int mtu)
    {
        _name = name;
        InterfaceIndex = (uint)index;
        _macAddress = macAddress.ToString();
        _mtu = mtu;
    }

    /// <summary>The interface's name; its last one, once it is gone.</summary>
    public string Name => Now()?.Name ?? _name;

    /// <summary>The interface's name, as the address cmdlets call it.</summary>
    public string InterfaceAlias => Name;

    /// <summary>The interface's number in the network namespace that it was found in.</summary>
    public uint InterfaceIndex { get; }

    /// <summary>The host's own address on the segment, such as <c>02:00:5e:10:00:01</c>.</summary>
    public string MacAddress => Now()?.MacAddress.ToString() ?? _macAddress;

    /// <summary>Bytes of payload a frame may carry.</summary>
    public int Mtu => Now()?.Mtu ?? _mtu;

    /// <summary>Up, Down, Moved to another network namespace, or Removed.</summary>
    public string State => Now()?.State ?? "Removed";

    /// <summary>Whether the cable is plugged in: a relay runs and has a peer.</summary>
    public bool Carrier => Now()?.Carrier ?? false;

    /// <summary>Whether the tap stays when no program holds it.</summary>
    public bool Persist => Now()?.Persist ?? false;

    /// <summary>The tap as this process holds it; null: it was found among those of the host.</summary>
    internal ITap? Held { get; }

    /// <summary>The interface's name.</summary>
    public override string ToString() => Name;

    // Look by index: a later tap of the same name is another one. The handle follows a tap that this process holds.
    private TapInfo? Now() => Held is null ? TapTable.List().FirstOrDefault(tap => tap.Index == InterfaceIndex) : Held.Look();
}
