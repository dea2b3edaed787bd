using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Devices;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Hosting;

/// <summary>The hosts that a relay's join links name: where a phone could reach this one.</summary>
internal static class JoinLinkTarget
{
    /// <param name="options">The relay's options.</param>
    /// <param name="tapIndex">The relay's own tap: a phone is not on that side.</param>
    internal static IReadOnlyList<string> For(RelayOptions options, int tapIndex)
    {
        if (options.AdvertiseAddress is not null)
            return [options.AdvertiseAddress];
        var listen = options.ListenAddress;
        if (!listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any))
            return [Text(listen)];
        var addresses = AddressTable.List()
            .Where(a => a.InterfaceIndex != tapIndex && !IPAddress.IsLoopback(a.Address) && !a.Address.IsIPv6LinkLocal)
            .Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork || listen.Equals(IPAddress.IPv6Any))
            .OrderBy(a => a.AddressFamily == AddressFamily.InterNetworkV6)
            .Select(Text)
            .Distinct()
            .ToList();
        return addresses.Count > 0 ? addresses : [Text(listen.Equals(IPAddress.Any) ? IPAddress.Loopback : IPAddress.IPv6Loopback)];
    }

    /// <summary>What to tell the admin if the join links lead nowhere but to this host itself; null if they lead farther.</summary>
    internal static RelayNotice? Caution(RelayOptions options, int tapIndex)
    {
        if (options.AdvertiseAddress is not null || !IPAddress.TryParse(For(options, tapIndex)[0], out var address) || !IPAddress.IsLoopback(address))
            return null;
        return IPAddress.IsLoopback(options.ListenAddress) ? new RelayNotice.JoinLinksStayHere(address) : new RelayNotice.HostHasNoAddress(address);
    }

    private static string Text(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
