using System.Net.NetworkInformation;
using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>However a shell with relays ends, neither their taps nor their ports are left.</summary>
public sealed class EndingTests : IDisposable
{
    // Two relays that are peers, one with a tap of its own and one with a given tap; then what the test says.
    private const string TwoRelays = """
        $one = Start-GelfRelay -Port 0 -ErrorAction Stop
        $two = New-GelfTap -ErrorAction Stop | Start-GelfRelay -Port 0
        $one | Connect-GelfRelay $two.JoinLink
        "$($one.Tap) $($two.Tap) $($one.Port) $($two.Port) running"

        """;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> EndsByItself => new(
        "$null",
        "exit 3",
        "throw 'an error'",
        "[Environment]::Exit(3)",
        "Remove-Module Gelf");

    public static TheoryData<string> Waits => new(
        "Receive-Job $one -Wait",
        "$null = Wait-Job $one",
        "Get-GelfStats -Continuous -Interval 86400 | ForEach-Object { }",
        "$null = $two | Test-GelfPath -Count 100000 -Interval 60",
        "while ($true) { }");

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(EndsByItself))]
    public async Task A_script_that_ends_leaves_no_tap_and_no_port(string ending)
    {
        using GelfProcess process = GelfProcess.Start(_folder.Write("script.ps1", TwoRelays + ending));
        process.Input.Close();

        ProcessResult result = await process.ExitAsync();

        AssertNothingLeft(result.Output);
    }

    [Theory, MemberData(nameof(Waits))]
    public Task Ctrl_C_ends_whatever_it_waits_for_and_leaves_no_tap_and_no_port(string waiting) =>
        AssertEndsAsync(waiting, process => process.Signal(PosixSignal.SIGINT), 0);

    [Theory, MemberData(nameof(Waits))]
    public Task SIGTERM_ends_whatever_it_waits_for_and_leaves_no_tap_and_no_port(string waiting) =>
        AssertEndsAsync(waiting, process => process.Signal(PosixSignal.SIGTERM), 143);

    [Theory]
    [InlineData("Receive-Job $one -Wait")]
    [InlineData("while ($true) { }")]
    public Task SIGHUP_ends_whatever_it_waits_for_and_leaves_no_tap_and_no_port(string waiting) =>
        AssertEndsAsync(waiting, process => process.Signal(PosixSignal.SIGHUP), 129);

    [Fact]
    public async Task Behind_nohup_SIGHUP_changes_nothing()
    {
        using GelfProcess process = GelfProcess.Start("nohup", Repository.Root, [Repository.PathOf("gelf"), _folder.Write("script.ps1", TwoRelays + "$null = [Console]::In.ReadLine(); (Get-GelfRelay).State")]);
        await process.WaitForOutputAsync("running\n");

        process.Signal(PosixSignal.SIGHUP);
        await process.Input.WriteAsync("\n");
        process.Input.Close();

        Assert.EndsWith("Running\nRunning\n", (await process.ExitAsync()).Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Waits))]
    public Task SIGKILL_leaves_no_tap_and_no_port(string waiting) =>
        AssertEndsAsync(waiting, process => process.Kill(), 137);

    private async Task AssertEndsAsync(string waiting, Action<GelfProcess> end, int exitCode)
    {
        using GelfProcess process = GelfProcess.Start(_folder.Write("script.ps1", TwoRelays + waiting));
        await process.WaitForOutputAsync("running\n");

        end(process);
        ProcessResult result = await process.ExitAsync();

        Assert.Equal(exitCode, result.ExitCode);
        AssertNothingLeft(result.Output);
        // What a killed process leaves, the next one that looks takes away.
        Assert.Equal(exitCode == 137, Records(process));
    }

    private static bool Records(GelfProcess process) => Directory.Exists("/run/gelf") && Directory.GetFiles("/run/gelf", $"{process}-*").Length > 0;

    private static void AssertNothingLeft(string output)
    {
        string[] words = output.Split('\n').Single(line => line.EndsWith(" running", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(5, words.Length);
        // The kernel takes a killed process's taps away in its own time.
        Eventually.True(() => !words[..2].Any(tap => Directory.Exists($"/sys/class/net/{tap}")));
        Eventually.True(() => !IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => $"{listener.Port}" is var port && (port == words[2] || port == words[3])));
    }
}
