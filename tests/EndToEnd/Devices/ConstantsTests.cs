using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Native;

namespace Gelf.Tests.EndToEnd.Devices;

/// <summary>Every number that is handed to the kernel, against the C headers of this machine and of arm64.</summary>
public sealed class ConstantsTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <poll.h>
        #include <stddef.h>
        #include <pwd.h>
        #include <netinet/tcp.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/ioctl.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <linux/if.h>
        #include <linux/if_addr.h>
        #include <linux/if_link.h>
        #include <linux/if_tun.h>
        #include <linux/netlink.h>
        #include <linux/rtnetlink.h>
        #include <linux/stat.h>
        #include <linux/virtio_net.h>
        #ifdef __x86_64__
        #define ON_X64 1
        #else
        #define ON_X64 0
        #endif
        #define SHOW(name) __asm__("\n@" #name " %c0" : : "i"((int)(name)))
        """;

    private static readonly (string Expression, ulong Value)[] s_layouts =
    [
        ("sizeof(struct ifreq)", Tun.IfreqSize),
        ("offsetof(struct ifreq, ifr_ifru)", Tun.IfreqFlagsAt),
        ("IFNAMSIZ", Tun.NameSize),
        ("sizeof(struct nlmsghdr)", NetlinkRequest.HeaderSize),
        ("sizeof(struct ifinfomsg)", (ulong)NetlinkRequest.LinkHeader().Length),
        ("sizeof(struct ifaddrmsg)", (ulong)NetlinkRequest.AddressHeader().Length),
        ("sizeof(struct rtmsg)", (ulong)NetlinkRequest.DefaultRouteHeader(0).Length),
        ("sizeof(struct virtio_net_hdr)", VirtioNetHeader.Size),
        ("VIRTIO_NET_HDR_GSO_TCPV4", VirtioNetHeader.GsoTcp4),
        ("VIRTIO_NET_HDR_GSO_TCPV6", VirtioNetHeader.GsoTcp6),
        ("VIRTIO_NET_HDR_GSO_ECN", VirtioNetHeader.GsoEcn),
        ("VIRTIO_NET_HDR_F_NEEDS_CSUM", VirtioNetHeader.NeedsChecksum),
        ("VIRTIO_NET_HDR_F_DATA_VALID", VirtioNetHeader.DataValid),
        ("(unsigned short)NLA_TYPE_MASK", Rtnetlink.AttributeTypeMask),
        ("offsetof(struct passwd, pw_uid)", 16),
        ("offsetof(struct passwd, pw_name)", 0),
        ("sizeof(struct statx)", FileOwner.StatxSize),
        ("offsetof(struct statx, stx_uid)", FileOwner.StatxUidAt),
        ("sizeof(struct pollfd)", 8),
        ("sizeof(struct timespec)", 16),
        // Packed on x64 alone: the number that differs is looked at on the machine that runs this, and the rule on both.
        ("sizeof(struct epoll_event) - offsetof(struct epoll_event, data)", (ulong)(Libc.EpollEventSize - Libc.EpollDataAt)),
        ("offsetof(struct epoll_event, data) == (ON_X64 ? 4 : 8)", 1),
    ];

    [Theory]
    [InlineData("gcc", Architecture.X64), InlineData("aarch64-linux-gnu-gcc", Architecture.Arm64)]
    public void Every_constant_is_what_the_C_headers_say(string compiler, Architecture machine)
    {
        var ours = Constants(typeof(Tun)).Concat(Constants(typeof(Rtnetlink))).Concat(Constants(typeof(Libc))).Concat(Constants(typeof(Errno))).Concat(s_layouts)
            .Append((Expression: "SYS_statx", Value: (ulong)FileOwner.StatxNumber(machine))).ToArray();
        Assert.True(ours.Length > 80, "The constants were not found.");

        var theirs = Compile(compiler, ours.Select(c => c.Expression));

        Assert.Equal(ours.Select(c => $"{c.Expression} {unchecked((int)checked((uint)c.Value))}"), theirs);
    }

    private static IEnumerable<(string Expression, ulong Value)> Constants(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(f => f.IsLiteral && f.Name.All(c => char.IsUpper(c) || char.IsDigit(c) || c == '_'))
        .Select(f => (Expression: f.Name, Value: Value(f)));

    private static ulong Value(FieldInfo field) => Convert.ToUInt64(field.GetRawConstantValue() is UIntPtr p ? (ulong)p : field.GetRawConstantValue(), CultureInfo.InvariantCulture);

    /// <summary>Has them written into the assembler's input, since what is compiled for another machine cannot run here.</summary>
    private static IEnumerable<string> Compile(string compiler, IEnumerable<string> expressions)
    {
        var folder = Directory.CreateTempSubdirectory("gelf-constants");
        try
        {
            var source = new StringBuilder(Headers).AppendLine().AppendLine("void show(void) {");
            foreach (var expression in expressions)
                source.AppendLine(CultureInfo.InvariantCulture, $"  SHOW({expression});");
            var file = Path.Combine(folder.FullName, "constants.c");
            File.WriteAllText(file, source.AppendLine("}").ToString());
            return Commands.Run(compiler, "-w", "-S", "-o", "-", file).Split('\n').Where(line => line.StartsWith('@')).Select(line => line[1..]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
