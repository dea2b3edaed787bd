using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>A host of its own with Debian's minimum and a bundle of Gelf, and nothing else. All but /tmp, /run and /root is read-only.</summary>
internal sealed class BareHost(NetworkNamespace host, string root)
{
    // PowerShell has no drive for a root that is not a mount point: hence the first.
    private const string Enter = """
        mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && mount --rbind /dev "$1/dev" &&
            mount -t proc proc "$1/proc" && mount -t sysfs sysfs "$1/sys" || exit 125
        for folder in tmp run root; do mount -t tmpfs tmpfs "$1/$folder" || exit 125; done
        exec env -i PATH=/usr/local/bin:/usr/bin:/usr/sbin HOME=/root TERM="$TERM" chroot "$@"
        """;

    /// <summary>The host as seen from outside, where there are ping and ip.</summary>
    internal NetworkNamespace Host => host;

    /// <summary>Runs a program of the host, which must succeed; returns what it puts out.</summary>
    internal string Run(params string[] command)
    {
        string[] all = Inside(command);
        return Commands.Run(all[0], all[1..]);
    }

    internal HostShell OpenShell() => new(Inside("gelf"));

    internal Terminal OpenTerminal() => Terminal.Open(string.Join(' ', Inside("gelf").Select(word => $"'{word.Replace("'", @"'\''")}'")));

    private string[] Inside(params string[] command) =>
        ["ip", "netns", "exec", host.Name, "unshare", "--mount", "--pid", "--fork", "--kill-child", "--", "sh", "-c", Enter, "sh", root, .. command];
}
