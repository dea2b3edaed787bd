namespace Gelf.Tests.EndToEnd.Network;

/// <summary>nobody, who is neither root nor has a home.</summary>
internal static class OrdinaryUser
{
    internal const string Name = "nobody";

    /// <summary>Options of setpriv: this capability and no other, now and for all that is started.</summary>
    internal static readonly string[] NetAdminAlone = ["--bounding-set", "-all,+net_admin", "--inh-caps", "-all,+net_admin", "--ambient-caps", "-all,+net_admin", "--no-new-privs"];

    /// <summary>
    /// What runs ./gelf as nobody, after something that root does in a mount namespace. The packages in the home of whoever runs the test,
    /// PowerShell among them, lie where he can read them.
    /// </summary>
    /// <param name="before">What root does: commands of the shell.</param>
    /// <param name="privileges">Options of setpriv.</param>
    internal static string[] Runs(string before, params string[] privileges) =>
    [
        "unshare", "--mount", "sh", "-c",
        """
        mkdir -p /run/packages && mount --bind "${NUGET_PACKAGES-$HOME/.nuget/packages}" /run/packages && eval "$0" || exit 125
        exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
        """,
        before, .. privileges, "env", "HOME=/nonexistent", "NUGET_PACKAGES=/run/packages", Repository.PathOf("gelf"),
    ];

    /// <summary>What root does so that /dev/net/tun has this mode.</summary>
    internal static string DeviceOfMode(string mode) => $"mount -t tmpfs tmpfs /dev/net && mknod -m {mode} /dev/net/tun c 10 200";
}
