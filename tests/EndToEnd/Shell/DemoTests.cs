using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>The README's first command: it shows a segment, and nothing of it is left on the host, however it ends.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly string s_demo = Repository.PathOf("examples", "demo.ps1");

    private readonly TemporaryFolder _temporary = new();
    // Not in the folder for temporary files, which the demo's namespaces hide.
    private readonly DirectoryInfo _home = Directory.CreateDirectory(Repository.PathOf("out", Path.GetRandomFileName()));
    private readonly string[] _before = [.. Namespaces()];

    public void Dispose()
    {
        _home.Delete(recursive: true);
        _temporary.Dispose();
    }

    [Fact]
    public async Task It_pings_measures_and_leaves_nothing_behind()
    {
        using GelfProcess demo = Start(s_demo, "-Count", "2", "-Seconds", "1");
        demo.Input.Close();

        ProcessResult result = await demo.ExitAsync();

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 packets transmitted, 2 received, 0% packet loss", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"sealed [\d.]+ Mbit/s, plain [\d.]+ Mbit/s", result.Output);
        AssertSaysThatNothingIsLeft(result);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task It_writes_through_no_link_that_somebody_has_put_where_temporary_files_are()
    {
        string victim = Path.Combine(_home.FullName, "victim");
        await File.WriteAllTextAsync(victim, "precious", TestContext.Current.CancellationToken);
        const string plant = "ln -s \"$0\" \"$TMPDIR/start.html\" && exec \"$@\"";
        // The demo's inner half, in namespaces as it makes them, but not of its own.
        using GelfProcess demo = GelfProcess.Start("sh", Repository.Root,
            [Repository.PathOf("tools", "in-namespace.sh"), "sh", "-c", plant, victim, Repository.PathOf("gelf"), s_demo, "-Inside", "-Count", "1", "-Seconds", "1"]);
        demo.Input.Close();

        ProcessResult result = await demo.ExitAsync();

        Assert.Contains("== The page opens", result.Output, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_leaves_nothing_behind()
    {
        using GelfProcess demo = StartLong();
        await demo.WaitForOutputAsync("icmp_seq=1");

        demo.Signal(PosixSignal.SIGINT);
        ProcessResult result = await demo.ExitAsync();

        Assert.DoesNotContain("Throughput", result.Output, StringComparison.Ordinal);
        AssertSaysThatNothingIsLeft(result);
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task A_signal_that_ends_PowerShell_at_once_leaves_nothing_behind(PosixSignal signal)
    {
        using GelfProcess demo = StartLong();
        await demo.WaitForOutputAsync("== The page opens");

        demo.Signal(signal);
        ProcessResult result = await demo.ExitAsync();

        Assert.NotEqual(0, result.ExitCode);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task SIGKILL_leaves_nothing_behind()
    {
        using GelfProcess demo = StartLong();
        await demo.WaitForOutputAsync("icmp_seq=1");

        demo.Kill();
        await demo.ExitAsync();

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task An_error_is_told_and_leaves_nothing_behind()
    {
        using GelfProcess demo = StartLong();
        await demo.WaitForOutputAsync("icmp_seq=1");

        Process.GetProcessesByName("ping").Single().Kill();
        ProcessResult result = await demo.ExitAsync();

        Assert.Contains("Program \"ip\" ended with non-zero exit code: 137", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        AssertSaysThatNothingIsLeft(result);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_caller_that_exits_in_its_middle_leaves_nothing_behind()
    {
        // What the demo shows goes to the information stream.
        using GelfProcess demo = Start("-Command", $"& '{s_demo}' -Count 1000 6>&1 | ForEach-Object {{ if (\"$_\" -match '== The page opens') {{ exit 7 }} }}");

        ProcessResult result = await demo.ExitAsync();

        Assert.Equal(7, result.ExitCode);
        AssertNothingIsLeft();
    }

    // With more pings than there is time for: it does not come to its end by itself.
    private GelfProcess StartLong() => Start(s_demo, "-Count", "1000");

    private GelfProcess Start(params string[] arguments) => GelfProcess.Start(
        "env", Repository.Root,
        [$"HOME={_home.FullName}", $"NUGET_PACKAGES={Packages()}", $"TMPDIR={_temporary.Path}", Repository.PathOf("gelf"), .. arguments]);

    private static string Packages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static void AssertSaysThatNothingIsLeft(ProcessResult result) =>
        Assert.Contains("\n== Cleaning up\nprocesses left: 0 ", result.Output, StringComparison.Ordinal);

    private void AssertNothingIsLeft()
    {
        // All that the demo starts is in namespaces of its own, and so are the hosts that it makes, their taps and files. The kernel
        // takes them away in its own time.
        Eventually.True(() => !Namespaces().Except(_before).Any(), state: () => Commands.Run("ps", "-eo", "pid,netns,pidns,mntns,args"));
        Assert.Equal("", Commands.Run("ip", "netns", "list"));
        Assert.Equal("", Commands.Run("ip", "-o", "link", "show", "type", "tun"));
        Assert.Equal("", Commands.Run("ip", "-o", "link", "show", "type", "veth"));
        // A runtime that is killed leaves its pipes for debuggers.
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_temporary.Path), path => !IsOfRuntime(Path.GetFileName(path)));
        // Any PowerShell leaves its cache.
        Assert.DoesNotContain(Directory.EnumerateFiles(_home.FullName, "*", SearchOption.AllDirectories), file => !file.Contains("/.cache/powershell/", StringComparison.Ordinal));
    }

    private static bool IsOfRuntime(string name) =>
        new[] { "clr-debug-pipe-", "dotnet-diagnostic-", "CoreFxPipe_PSHost." }.Any(start => name.StartsWith(start, StringComparison.Ordinal));

    // Those that some process is in.
    private static IEnumerable<string> Namespaces() =>
        from process in Directory.EnumerateDirectories("/proc")
        where char.IsAsciiDigit(Path.GetFileName(process)[0])
        from kind in (string[])["net", "mnt", "pid"]
        // None if the process has ended meanwhile.
        let link = new FileInfo($"{process}/ns/{kind}").LinkTarget
        where link is not null
        select link;
}
