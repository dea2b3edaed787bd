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

    [Theory]
    [InlineData("[Console]::Out.WriteLine('cleaning'); [Console]::In.ReadLine(); [Console]::Out.WriteLine('cleaned up')")]
    [InlineData("/bin/sh -c 'echo cleaning; read line; echo cleaned up'")]
    public async Task A_second_signal_does_not_tear_up_the_clean_up_of_the_first(string cleanUp)
    {
        using GelfProcess process = Start($"try {{ 'running'; while ($true) {{ }} }} finally {{ {cleanUp} }}");
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

    private GelfProcess Start(string script) => GelfProcess.Start(ShellKind.Embedded, _folder.Write("script.ps1", script));
}
