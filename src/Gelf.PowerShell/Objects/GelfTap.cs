using Gelf.Engine.Devices;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// A TAP interface of this host. It binds to the interface parameters of the address cmdlets, and as text, for instance in
/// <c>ip link show dev $tap</c>, it is its name.
/// </summary>
public sealed class GelfTap
{
    internal GelfTap(TapInfo tap)
        : this(tap.Name, tap.Index, tap.MacAddress.ToString(), tap.Mtu)
    {
    }

    internal GelfTap(ITap tap)
        : this(tap.Name, tap.Index, tap.MacAddress.ToString(), tap.Mtu)
    {
    }

    private GelfTap(string name, int index, string macAddress, int mtu)
    {
        Name = name;
        InterfaceIndex = (uint)index;
        MacAddress = macAddress;
        Mtu = mtu;
    }

    /// <summary>The interface's name.</summary>
    public string Name { get; }

    /// <summary>The interface's name, as the address cmdlets call it.</summary>
    public string InterfaceAlias => Name;

    /// <summary>The interface's number in its network namespace.</summary>
    public uint InterfaceIndex { get; }

    /// <summary>The host's own address on the segment, such as <c>02:00:5e:10:00:01</c>.</summary>
    public string MacAddress { get; }

    /// <summary>Bytes of payload a frame may carry.</summary>
    public int Mtu { get; }

    /// <summary>Up, Down, or Removed: read from the kernel each time.</summary>
    public string State => Now()?.State ?? "Removed";

    /// <summary>Whether the cable is plugged in: a relay runs and has a peer. Read from the kernel each time.</summary>
    public bool Carrier => Now()?.Carrier ?? false;

    /// <summary>Whether the tap stays when no program holds it. Read from the kernel each time.</summary>
    public bool Persist => Now()?.Persist ?? false;

    /// <summary>The interface's name.</summary>
    public override string ToString() => Name;

    // A later tap of the same name is another one.
    private TapInfo? Now() => TapTable.Find(Name) is { } tap && tap.Index == InterfaceIndex ? tap : null;
}
