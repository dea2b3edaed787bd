using System.Buffers.Binary;
using System.Text;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Devices;

/// <summary>The network interfaces of the network namespace that the calling thread is in.</summary>
public static class InterfaceTable
{
    private const int FamilyHeaderSize = 16;

    /// <summary>Every interface's index and name.</summary>
    public static IReadOnlyList<(int Index, string Name)> List() => [.. Entries().Select(e => (e.Index, e.Name))];

    /// <summary>The index of the interface with this name.</summary>
    /// <exception cref="GelfException">There is none.</exception>
    public static int IndexOf(string alias)
    {
        foreach (var entry in Entries())
            if (entry.Name == alias)
                return entry.Index;
        throw GelfErrors.InterfaceNotFound(alias);
    }

    /// <summary>The name of the interface with this index.</summary>
    /// <exception cref="GelfException">There is none.</exception>
    public static string NameOf(int index)
    {
        foreach (var entry in Entries())
            if (entry.Index == index)
                return entry.Name;
        throw GelfErrors.InterfaceNotFound($"#{index}");
    }

    internal sealed record Entry(int Index, string Name, uint Flags, MacAddress MacAddress, int Mtu, bool Carrier, bool IsTap, bool Persist);

    internal static List<Entry> Entries()
    {
        var entries = new List<Entry>();
        using var netlink = new NetlinkSocket();
        var request = new NetlinkRequest(Rtnetlink.RTM_GETLINK, Rtnetlink.NLM_F_DUMP, NetlinkRequest.LinkHeader());
        netlink.Dump(request, Rtnetlink.RTM_NEWLINK, body => entries.Add(Read(body)));
        return entries;
    }

    private static Entry Read(ReadOnlySpan<byte> body)
    {
        var attributes = body[FamilyHeaderSize..];
        var mac = NetlinkSocket.Attribute(attributes, Rtnetlink.IFLA_ADDRESS);
        var mtu = NetlinkSocket.Attribute(attributes, Rtnetlink.IFLA_MTU);
        var carrier = NetlinkSocket.Attribute(attributes, Rtnetlink.IFLA_CARRIER);
        var info = NetlinkSocket.Attribute(attributes, Rtnetlink.IFLA_LINKINFO);
        var data = NetlinkSocket.Attribute(info, Rtnetlink.IFLA_INFO_DATA);
        var tunType = NetlinkSocket.Attribute(data, Rtnetlink.IFLA_TUN_TYPE);
        var persist = NetlinkSocket.Attribute(data, Rtnetlink.IFLA_TUN_PERSIST);
        return new Entry(
            BinaryPrimitives.ReadInt32LittleEndian(body[4..]),
            Text(NetlinkSocket.Attribute(attributes, Rtnetlink.IFLA_IFNAME)),
            BinaryPrimitives.ReadUInt32LittleEndian(body[8..]),
            mac.Length == MacAddress.Length ? MacAddress.Read(mac) : default,
            mtu.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(mtu) : 0,
            carrier.Length > 0 && carrier[0] != 0,
            Text(NetlinkSocket.Attribute(info, Rtnetlink.IFLA_INFO_KIND)) == "tun" && tunType.Length > 0 && tunType[0] == Tun.IFF_TAP,
            persist.Length > 0 && persist[0] != 0);
    }

    private static string Text(ReadOnlySpan<byte> zeroTerminated) => Encoding.UTF8.GetString(zeroTerminated.TrimEnd((byte)0));
}
