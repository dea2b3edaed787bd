using Gelf.Engine.Ethernet;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Devices;

/// <summary>A tap of this host, as it is now.</summary>
/// <param name="Name">The interface's name.</param>
/// <param name="Index">The interface's index; 0 if it is in another network namespace.</param>
/// <param name="MacAddress">The host's own address on the segment.</param>
/// <param name="Mtu">Bytes of payload a frame may carry.</param>
/// <param name="State">Up or Down: what the admin set. Moved: it is in another network namespace.</param>
/// <param name="Carrier">Whether the host sees a cable plugged in, which means that a peer can be reached.</param>
/// <param name="Persist">Whether it stays without a program that holds it.</param>
public sealed record TapInfo(string Name, int Index, MacAddress MacAddress, int Mtu, string State, bool Carrier, bool Persist);

/// <summary>The taps of this host, whoever made them.</summary>
public static class TapTable
{
    /// <summary>Every tap, by index.</summary>
    public static IReadOnlyList<TapInfo> List() => [.. InterfaceTable.Entries().Where(e => e.IsTap).OrderBy(e => e.Index).Select(ToInfo)];

    /// <summary>The tap with this name, or null.</summary>
    public static TapInfo? Find(string name) => List().FirstOrDefault(t => t.Name == name);

    /// <summary>Removes a tap, also a persistent one. A program that holds it loses it.</summary>
    /// <exception cref="GelfException">There is no such tap, or the caller may not.</exception>
    public static void Remove(string name)
    {
        var tap = Find(name) ?? throw GelfErrors.TapNotFound(name);
        using var netlink = new NetlinkSocket();
        var errno = netlink.Change(new NetlinkRequest(Rtnetlink.RTM_DELLINK, Rtnetlink.NLM_F_ACK, NetlinkRequest.LinkHeader(tap.Index)));
        if (errno == 0 || errno == Errno.ENODEV)
            return;
        throw Errno.IsDenied(errno) ? GelfErrors.TapOpenDenied($"remove tap '{name}'") : GelfErrors.TapFailed($"remove tap '{name}'", errno);
    }

    private static TapInfo ToInfo(InterfaceTable.Entry entry) =>
        new(entry.Name, entry.Index, entry.MacAddress, entry.Mtu, (entry.Flags & Rtnetlink.IFF_UP) != 0 ? "Up" : "Down", entry.Carrier, entry.Persist);
}
