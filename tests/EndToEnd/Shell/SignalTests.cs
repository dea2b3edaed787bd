using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task A_signal_lets_finally_blocks_run_and_then_ends_gelf(PosixSignal signal, int exitCode)
    {
        using GelfProcess process = Start("try { 'running'; while ($true) { } } finally { [Console]::Out.WriteLine('cleaned up') }; 'not reached'");
        await process.WaitForOutputAsync("running\n");

        process.Signal(signal);
        ProcessResult result = await process.ExitAsync();

        Assert.Equal("running\ncleaned up\n", result.Output);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task A_program_that_runs_is_ended_by_a_signal_and_another_cleans_up()
    {
        using GelfProcess process = Start("try { /bin/sh -c 'echo running; exec sleep 1000'; 'not reached' } finally { /bin/echo 'cleaned up' }");
        await process.WaitForOutputAsync("running\n");

        process.Signal(PosixSignal.SIGTERM);
        ProcessResult result = await process.ExitAsync();

        Assert.Equal("running\ncleaned up\n", result.Output);
        Assert.Equal(143, result.ExitCode);
    }

    [Fact]
    public async Task A_program_that_takes_no_notice_of_the_first_signal_gets_the_second_one()
    {
        using GelfProcess process = Start(
            """
            try { /bin/sh -c 'n=0; trap "n=\$((n + 1)); echo signal \$n; [ \$n = 1 ] || exit 0" TERM; echo running; while :; do sleep 0.1; done'; 'not reached' }
            finally { [Console]::Out.WriteLine('cleaned up') }
            """);
        await process.WaitForOutputAsync("running\n");
        process.Signal(PosixSignal.SIGTERM);
        await process.WaitForOutputAsync("signal 1\n");

        process.Signal(PosixSignal.SIGTERM);
        ProcessResult result = await process.ExitAsync();

        Assert.Equal("running\nsignal 1\nsignal 2\ncleaned up\n", result.Output);
        Assert.Equal(143, result.ExitCode);
    }

    [Fact]
    public async Task A_second_signal_does_not_tear_up_the_clean_up_of_the_first()
    {
        using GelfProcess process = Start(
            "try { 'running'; while ($true) { } } finally { [Console]::Out.WriteLine('cleaning'); [Console]::In.ReadLine(); [Console]::Out.WriteLine('cleaned up') }");
        await process.WaitForOutputAsync("running\n");
        process.Signal(PosixSignal.SIGTERM);
        await process.WaitForOutputAsync("cleaning\n");

        process.Signal(PosixSignal.SIGTERM);
        process.Signal(PosixSignal.SIGINT);
        process.Input.Close();
        ProcessResult result = await process.ExitAsync();

        Assert.EndsWith("cleaned up\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(143, result.ExitCode);
    }

    [Theory]
    [InlineData("while ($true) { }")]
    [InlineData("/bin/sleep 1000")]
    [InlineData("/bin/sleep 1000 | ForEach-Object { $_ }")]
    public async Task What_a_clean_up_runs_gets_no_signal(string running)
    {
        using GelfProcess process = Start(
            $$"""
            try { [Console]::Out.WriteLine('running'); {{running}} }
            finally { /bin/sh -c 'trap "echo signal" TERM INT; echo cleaning; for i in 1 2 3 4 5 6 7 8; do sleep 0.25; done; echo cleaned up' }
            """);
        await process.WaitForOutputAsync("running\n");
        process.Signal(PosixSignal.SIGTERM);
        await process.WaitForOutputAsync("cleaning\n");

        process.Signal(PosixSignal.SIGTERM);
        process.Signal(PosixSignal.SIGINT);
        ProcessResult result = await process.ExitAsync();

        Assert.Equal("running\ncleaning\ncleaned up\n", result.Output);
        Assert.Equal(143, result.ExitCode);
    }

    private GelfProcess Start(string script) => GelfProcess.Start(ShellKind.Embedded, _folder.Write("script.ps1", script));
}
