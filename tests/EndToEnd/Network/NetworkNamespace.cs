namespace Gelf.Tests.EndToEnd.Network;

/// <summary>A network namespace: a host of the test's own, made and removed by it.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    // The shell stays, as the first of these processes, to take care of those whose parents end. WebKitGTK makes the language "C"
    // of this locale, which Intl refuses: the page must live with it.
    private const string Contain = """
        mount -t tmpfs tmpfs /tmp && mount -t tmpfs tmpfs /dev/shm && cd /tmp &&
            env -i PATH="$PATH" LANG=C.UTF-8 HOME=/tmp TMPDIR=/tmp XDG_RUNTIME_DIR=/tmp "$@"
        exit $?
        """;

    internal NetworkNamespace(string name)
    {
        Name = $"gelf-{Environment.ProcessId}-{name}";
        Commands.Run("ip", "netns", "add", Name);
        Run("ip", "link", "set", "lo", "up");
    }

    internal string Name { get; }

    /// <summary>Runs a program in it, which must succeed.</summary>
    internal string Run(params string[] command) => Commands.Run("ip", ["netns", "exec", Name, .. command]);

    /// <summary>Starts a program in it, which ends when what is returned is disposed of.</summary>
    internal BackgroundProcess Start(params string[] command) => new("ip", ["netns", "exec", Name, .. command]);

    /// <summary>
    /// The same with processes, temporary files and a home of its own: all that the program starts and writes goes with it.
    /// Browsers have many processes, and leave files behind. Nothing of the test's environment, such as a display, gets in.
    /// </summary>
    internal BackgroundProcess StartContained(params string[] command) =>
        Start(["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--", "sh", "-c", Contain, "sh", .. command]);

    internal Commands.Result Try(params string[] command) => Commands.Try("ip", ["netns", "exec", Name, .. command]);

    /// <summary>
    /// A cable to another host, with one address at each end. The kernel adds no IPv6 address of its own: it would be ready only a second
    /// or two later, and Chromium, seeing it come, gives up what it is loading (ERR_NETWORK_CHANGED).
    /// </summary>
    internal void ConnectTo(NetworkNamespace other, string myAddress, string itsAddress)
    {
        var (mine, its) = ($"to-{other.Short}", $"to-{Short}");
        Commands.Run("ip", "link", "add", mine, "netns", Name, "type", "veth", "peer", "name", its, "netns", other.Name);
        Configure(mine, myAddress);
        other.Configure(its, itsAddress);
    }

    /// <summary>A cable to the namespace that the suite itself is in.</summary>
    internal void ConnectToTest(string myAddress, string testAddress)
    {
        Commands.Run("ip", "link", "add", "to-test", "netns", Name, "type", "veth", "peer", "name", $"to-{Short}");
        Configure("to-test", myAddress);
        Commands.Run("ip", "addr", "add", testAddress, "dev", $"to-{Short}");
        Commands.Run("ip", "link", "set", $"to-{Short}", "up");
    }

    public void Dispose() => Commands.Run("ip", "netns", "delete", Name);

    private string Short => Name[(Name.LastIndexOf('-') + 1)..];

    private void Configure(string device, string address)
    {
        Run("ip", "link", "set", device, "addrgenmode", "none");
        Run("ip", "addr", "add", address, "dev", device);
        Run("ip", "link", "set", device, "up");
    }
}
