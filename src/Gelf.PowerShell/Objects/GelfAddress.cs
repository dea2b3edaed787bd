using System.Net;
using Gelf.Engine.Devices;

namespace Gelf.PowerShell.Objects;

/// <summary>The kinds of IP address, by the names that <c>Get-NetIPAddress</c> uses.</summary>
public enum GelfAddressFamily
{
    /// <summary>Neither; no address has it.</summary>
    Unspecified = 0,
    /// <summary>32 bits.</summary>
    IPv4 = 2,
    /// <summary>128 bits.</summary>
    IPv6 = 23,
}

/// <summary>An IP address of an interface of this host.</summary>
public sealed class GelfAddress
{
    internal GelfAddress(InterfaceAddress address)
    {
        Address = address.Address;
        IPAddress = Text(address.Address);
        PrefixLength = address.PrefixLength;
        InterfaceAlias = address.InterfaceAlias;
        InterfaceIndex = (uint)address.InterfaceIndex;
        IsKernelLinkLocal = address.IsKernelLinkLocal;
    }

    /// <summary>The address as text, without a scope: <c>10.10.10.1</c>.</summary>
    public string IPAddress { get; }

    /// <summary>Bits of the address that name the network.</summary>
    public int PrefixLength { get; }

    /// <summary>The interface's name.</summary>
    public string InterfaceAlias { get; }

    /// <summary>The interface's number.</summary>
    public uint InterfaceIndex { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public GelfAddressFamily AddressFamily =>
        Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? GelfAddressFamily.IPv6 : GelfAddressFamily.IPv4;

    /// <summary>Whether it is the link-local address (fe80::) that the kernel made of itself when the interface had a carrier.</summary>
    public bool IsKernelLinkLocal { get; }

    internal IPAddress Address { get; }

    /// <summary>The address and its prefix length: <c>10.10.10.1/24</c>.</summary>
    public override string ToString() => $"{IPAddress}/{PrefixLength}";

    private static string Text(IPAddress address) =>
        (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address).ToString();
}
