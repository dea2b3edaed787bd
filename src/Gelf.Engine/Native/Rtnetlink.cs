namespace Gelf.Engine.Native;

/// <summary>Numbers of linux/netlink.h, linux/rtnetlink.h, linux/if_link.h and linux/if_addr.h.</summary>
internal static class Rtnetlink
{
    internal const int AF_NETLINK = 16;
    internal const int NETLINK_ROUTE = 0;

    internal const ushort NLMSG_ERROR = 2;
    internal const ushort NLMSG_DONE = 3;

    internal const ushort NLM_F_REQUEST = 0x1;
    internal const ushort NLM_F_ACK = 0x4;
    internal const ushort NLM_F_DUMP = 0x300;
    internal const ushort NLM_F_EXCL = 0x200;
    internal const ushort NLM_F_CREATE = 0x400;

    internal const ushort RTM_NEWLINK = 16;
    internal const ushort RTM_DELLINK = 17;
    internal const ushort RTM_GETLINK = 18;
    internal const ushort RTM_NEWADDR = 20;
    internal const ushort RTM_DELADDR = 21;
    internal const ushort RTM_GETADDR = 22;
    internal const ushort RTM_NEWROUTE = 24;

    internal const ushort IFLA_ADDRESS = 1;
    internal const ushort IFLA_IFNAME = 3;
    internal const ushort IFLA_MTU = 4;
    internal const ushort IFLA_LINKINFO = 18;
    internal const ushort IFLA_CARRIER = 33;
    internal const ushort IFLA_INFO_KIND = 1;
    internal const ushort IFLA_INFO_DATA = 2;
    internal const ushort IFLA_TUN_TYPE = 3;
    internal const ushort IFLA_TUN_PERSIST = 6;

    internal const ushort IFA_ADDRESS = 1;
    internal const ushort IFA_LOCAL = 2;
    internal const ushort IFA_BROADCAST = 4;
    internal const ushort IFA_PROTO = 11;

    internal const byte IFAPROT_KERNEL_LL = 3;

    internal const ushort RTA_OIF = 4;
    internal const ushort RTA_GATEWAY = 5;

    internal const byte RT_TABLE_MAIN = 254;
    internal const byte RTPROT_STATIC = 4;
    internal const byte RT_SCOPE_UNIVERSE = 0;
    internal const byte RTN_UNICAST = 1;

    internal const uint IFF_UP = 0x1;

    internal const byte AF_INET = 2;
    internal const byte AF_INET6 = 10;

    /// <summary>Type bits of an attribute, without its NLA_F_NESTED and NLA_F_NET_BYTEORDER.</summary>
    internal const ushort AttributeTypeMask = 0x3fff;
}
