using System.Globalization;
using System.Reflection;
using System.Text;
using Gelf.Engine.Devices.Native;

namespace Gelf.Tests.EndToEnd.Devices;

/// <summary>Every number that is handed to the kernel, against the C headers of this machine.</summary>
public sealed class ConstantsTests
{
    private const string Headers = """
        #include <errno.h>
        #include <fcntl.h>
        #include <poll.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <pwd.h>
        #include <sys/eventfd.h>
        #include <sys/ioctl.h>
        #include <sys/socket.h>
        #include <linux/if.h>
        #include <linux/if_addr.h>
        #include <linux/if_link.h>
        #include <linux/if_tun.h>
        #include <linux/netlink.h>
        #include <linux/rtnetlink.h>
        #include <linux/virtio_net.h>
        #define SHOW(name) printf("%s %llu\n", #name, (unsigned long long)(name))
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
        ("sizeof(struct virtio_net_hdr)", Gelf.Engine.Protocol.VirtioNetHeader.Size),
        ("VIRTIO_NET_HDR_GSO_TCPV4", Gelf.Engine.Protocol.VirtioNetHeader.GsoTcp4),
        ("VIRTIO_NET_HDR_GSO_TCPV6", Gelf.Engine.Protocol.VirtioNetHeader.GsoTcp6),
        ("VIRTIO_NET_HDR_GSO_ECN", Gelf.Engine.Protocol.VirtioNetHeader.GsoEcn),
        ("VIRTIO_NET_HDR_F_NEEDS_CSUM", Gelf.Engine.Protocol.VirtioNetHeader.NeedsChecksum),
        ("VIRTIO_NET_HDR_F_DATA_VALID", Gelf.Engine.Protocol.VirtioNetHeader.DataValid),
        ("(unsigned short)NLA_TYPE_MASK", Rtnetlink.AttributeTypeMask),
        ("offsetof(struct passwd, pw_uid)", 16),
        ("sizeof(struct pollfd)", 8),
        ("sizeof(struct timespec)", 16),
    ];

    [Fact]
    public void Every_constant_is_what_the_C_headers_say()
    {
        var ours = Constants(typeof(Tun)).Concat(Constants(typeof(Rtnetlink))).Concat(Constants(typeof(Libc))).Concat(Constants(typeof(Errno))).Concat(s_layouts).ToArray();
        Assert.True(ours.Length > 80, "The constants were not found.");

        var theirs = Compile(ours.Select(c => c.Expression));

        Assert.Equal(ours.Select(c => $"{c.Expression} {c.Value}"), theirs);
    }

    private static IEnumerable<(string Expression, ulong Value)> Constants(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(f => f.IsLiteral && f.Name.All(c => char.IsUpper(c) || char.IsDigit(c) || c == '_'))
        .Select(f => (Expression: f.Name, Value: Value(f)));

    private static ulong Value(FieldInfo field) => Convert.ToUInt64(field.GetRawConstantValue() is UIntPtr p ? (ulong)p : field.GetRawConstantValue(), CultureInfo.InvariantCulture);

    private static string[] Compile(IEnumerable<string> expressions)
    {
        var folder = Directory.CreateTempSubdirectory("gelf-constants");
        try
        {
            var source = new StringBuilder(Headers).AppendLine().AppendLine("int main(void) {");
            foreach (var expression in expressions)
                source.AppendLine(CultureInfo.InvariantCulture, $"  SHOW({expression});");
            var file = Path.Combine(folder.FullName, "constants.c");
            var program = Path.Combine(folder.FullName, "constants");
            File.WriteAllText(file, source.AppendLine("  return 0;").AppendLine("}").ToString());
            Commands.Run("gcc", "-w", "-o", program, file);
            return Commands.Run(program).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
