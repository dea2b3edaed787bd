using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Devices;

/// <summary>An IP address of an interface of this host.</summary>
/// <param name="InterfaceAlias">The interface's name.</param>
/// <param name="InterfaceIndex">The interface's index.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of it that name the network.</param>
public sealed record InterfaceAddress(string InterfaceAlias, int InterfaceIndex, IPAddress Address, int PrefixLength)
{
    /// <summary>Whether the kernel itself made it, as the interface's IPv6 link-local address.</summary>
    public bool IsKernelLinkLocal { get; init; }
}

/// <summary>The IP addresses of this host's interfaces.</summary>
public static class AddressTable
{
    private const int FamilyHeaderSize = 8;
    private static readonly Version s_tellsProtocol = new(5, 18);

    /// <summary>Every address of every interface.</summary>
    public static IReadOnlyList<InterfaceAddress> List()
    {
        var names = InterfaceTable.Entries().ToDictionary(e => e.Index, e => e.Name);
        var addresses = new List<InterfaceAddress>();
        using var netlink = new NetlinkSocket();
        var request = new NetlinkRequest(Rtnetlink.RTM_GETADDR, Rtnetlink.NLM_F_DUMP, NetlinkRequest.AddressHeader());
        netlink.Dump(request, Rtnetlink.RTM_NEWADDR, body =>
        {
            var attributes = body[FamilyHeaderSize..];
            // On point-to-point links IFA_ADDRESS is the other end; IFA_LOCAL is ours. IPv6 has only the former.
            var bytes = NetlinkSocket.Attribute(attributes, Rtnetlink.IFA_LOCAL);
            if (bytes.IsEmpty)
                bytes = NetlinkSocket.Attribute(attributes, Rtnetlink.IFA_ADDRESS);
            var index = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
            if (bytes.Length is not (4 or 16) || !names.TryGetValue(index, out var name))
                return;
            var address = new IPAddress(bytes);
            var protocol = NetlinkSocket.Attribute(attributes, Rtnetlink.IFA_PROTO);
            addresses.Add(new InterfaceAddress(name, index, address, body[1]) { IsKernelLinkLocal = IsKernelLinkLocal(address, protocol, Environment.OSVersion.Version) });
        });
        return addresses;
    }

    /// <param name="address">An address of an interface.</param>
    /// <param name="protocol">Who made it, as the kernel says; empty if it does not say.</param>
    /// <param name="kernel">The kernel's version. An old kernel does not say who made an address; then every link-local one counts as the kernel's.</param>
    internal static bool IsKernelLinkLocal(IPAddress address, ReadOnlySpan<byte> protocol, Version kernel) =>
        address.IsIPv6LinkLocal && (protocol is [Rtnetlink.IFAPROT_KERNEL_LL] || kernel < s_tellsProtocol);

    /// <summary>Gives an interface an address, and the host a default route if a gateway is given.</summary>
    /// <exception cref="GelfException">A value does not fit, the address is there already, or the caller may not; nothing is changed.</exception>
    public static InterfaceAddress Add(int interfaceIndex, IPAddress address, int prefixLength, IPAddress? defaultGateway)
    {
        var alias = InterfaceTable.NameOf(interfaceIndex);
        CheckPrefixLength(address, prefixLength);
        if (defaultGateway is not null && !IsGateway(defaultGateway, address, prefixLength))
            throw GelfErrors.GatewayInvalid(defaultGateway, address);

        using var netlink = new NetlinkSocket();
        var errno = netlink.Change(Request(Rtnetlink.RTM_NEWADDR, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL, interfaceIndex, address, prefixLength));
        if (errno == Errno.EEXIST)
            throw GelfErrors.AddressExists(address, alias);
        ThrowIfFailed(errno, $"add {address}/{prefixLength} to '{alias}'");
        if (defaultGateway is not null)
            AddDefaultRoute(netlink, interfaceIndex, address, prefixLength, defaultGateway, alias);
        return new InterfaceAddress(alias, interfaceIndex, address, prefixLength);
    }

    /// <summary>Removes an address from an interface.</summary>
    /// <exception cref="GelfException">It has no such address, or the caller may not.</exception>
    public static void Remove(int interfaceIndex, IPAddress address, int prefixLength)
    {
        var alias = InterfaceTable.NameOf(interfaceIndex);
        CheckPrefixLength(address, prefixLength);
        using var netlink = new NetlinkSocket();
        var errno = netlink.Change(Request(Rtnetlink.RTM_DELADDR, 0, interfaceIndex, address, prefixLength));
        if (errno == Errno.EADDRNOTAVAIL)
            throw GelfErrors.AddressNotFound(address, alias);
        ThrowIfFailed(errno, $"remove {address}/{prefixLength} from '{alias}'");
    }

    private static void AddDefaultRoute(NetlinkSocket netlink, int index, IPAddress address, int prefixLength, IPAddress gateway, string alias)
    {
        var flags = (ushort)(Rtnetlink.NLM_F_ACK | Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL);
        var errno = netlink.Change(new NetlinkRequest(Rtnetlink.RTM_NEWROUTE, flags, NetlinkRequest.DefaultRouteHeader(Family(address)))
            .With(Rtnetlink.RTA_GATEWAY, gateway.GetAddressBytes())
            .With(Rtnetlink.RTA_OIF, index));
        if (errno == 0)
            return;
        // All or nothing: an address without the route that was asked for would be half a change.
        var undone = netlink.Change(Request(Rtnetlink.RTM_DELADDR, 0, index, address, prefixLength));
        var rest = undone == 0 ? "" : $" (and {address} stays on '{alias}')";
        ThrowIfFailed(errno, $"set the default gateway {gateway} on '{alias}'{rest}");
    }

    private static NetlinkRequest Request(ushort type, int flags, int index, IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        var request = new NetlinkRequest(type, (ushort)(Rtnetlink.NLM_F_ACK | flags), NetlinkRequest.AddressHeader(Family(address), prefixLength, index))
            .With(Rtnetlink.IFA_LOCAL, bytes)
            .With(Rtnetlink.IFA_ADDRESS, bytes);
        return address.AddressFamily == AddressFamily.InterNetwork && prefixLength < 31
            ? request.With(Rtnetlink.IFA_BROADCAST, Broadcast(bytes, prefixLength))
            : request;
    }

    private static byte[] Broadcast(byte[] address, int prefixLength)
    {
        var host = prefixLength == 0 ? uint.MaxValue : uint.MaxValue >> prefixLength;
        var broadcast = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(broadcast, BinaryPrimitives.ReadUInt32BigEndian(address) | host);
        return broadcast;
    }

    private static void CheckPrefixLength(IPAddress address, int prefixLength)
    {
        var max = address.GetAddressBytes().Length * 8;
        if (prefixLength < 0 || prefixLength > max)
            throw GelfErrors.PrefixLengthInvalid(prefixLength, address, max);
    }

    private static bool IsGateway(IPAddress gateway, IPAddress address, int prefixLength)
    {
        if (gateway.AddressFamily != address.AddressFamily || gateway.Equals(address))
            return false;
        if (gateway.IsIPv6LinkLocal)
            return true;
        var mine = address.GetAddressBytes();
        var its = gateway.GetAddressBytes();
        for (var bit = 0; bit < prefixLength; bit++)
            if (((mine[bit / 8] ^ its[bit / 8]) & 0x80 >> bit % 8) != 0)
                return false;
        return true;
    }

    private static byte Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? Rtnetlink.AF_INET6 : Rtnetlink.AF_INET;

    private static void ThrowIfFailed(int errno, string what)
    {
        if (errno != 0)
            throw Errno.IsDenied(errno) ? GelfErrors.AddressDenied() : GelfErrors.AddressFailed(what, errno);
    }
}
