namespace Gelf.Engine.Native;

/// <summary>Numbers of linux/if_tun.h and linux/if.h, as on x86-64 and arm64.</summary>
internal static class Tun
{
    internal const string Path = "/dev/net/tun";

    internal const nuint TUNSETIFF = 0x400454ca;
    internal const nuint TUNSETPERSIST = 0x400454cb;
    internal const nuint TUNSETOWNER = 0x400454cc;
    internal const nuint TUNSETOFFLOAD = 0x400454d0;
    internal const nuint TUNGETIFF = 0x800454d2;
    internal const nuint TUNSETVNETHDRSZ = 0x400454d8;
    internal const nuint TUNSETVNETLE = 0x400454dc;
    internal const nuint TUNSETCARRIER = 0x400454e2;

    internal const short IFF_TAP = 0x2;
    internal const short IFF_NO_PI = 0x1000;
    internal const short IFF_VNET_HDR = 0x4000;
    internal const ushort IFF_TUN_EXCL = 0x8000;

    internal const int TUN_F_CSUM = 0x1;
    internal const int TUN_F_TSO4 = 0x2;
    internal const int TUN_F_TSO6 = 0x4;
    internal const int TUN_F_TSO_ECN = 0x8;

    /// <summary>struct ifreq: the name, then a union of which taps use the flags.</summary>
    internal const int IfreqSize = 40;
    internal const int IfreqFlagsAt = 16;

    /// <summary>IFNAMSIZ, its final zero included.</summary>
    internal const int NameSize = 16;
}
