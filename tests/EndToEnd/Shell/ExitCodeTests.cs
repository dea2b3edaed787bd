namespace Gelf.Tests.EndToEnd.Shell;

public sealed class ExitCodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_script_that_exits_with_3_makes_gelf_exit_with_3()
    {
        ProcessResult result = await RunScriptAsync("'before'; exit 3; 'after'");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("before\n", result.Output);
    }

    [Fact]
    public async Task A_script_that_comes_to_its_end_succeeds_whatever_its_last_program_returned()
    {
        Assert.Equal(0, (await RunScriptAsync("/bin/sh -c 'exit 9'")).ExitCode);
    }

    [Fact]
    public async Task An_uncaught_error_is_shown_on_stderr_and_makes_gelf_exit_with_1()
    {
        ProcessResult result = await RunScriptAsync("'before'; throw 'the reason'");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("before\n", result.Output);
        Assert.Contains("the reason", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_exits_with_4_makes_gelf_exit_with_4()
    {
        Assert.Equal(4, (await GelfProcess.RunAsync("-Command", "exit 4")).ExitCode);
    }

    [Fact]
    public async Task A_command_that_fails_makes_gelf_exit_with_1()
    {
        Assert.Equal(1, (await GelfProcess.RunAsync("-Command", "/bin/false")).ExitCode);
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named_in_the_error()
    {
        ProcessResult result = await GelfProcess.RunAsync("-File", "no such.ps1");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("'no such.ps1'", result.Error, StringComparison.Ordinal);
    }

    private Task<ProcessResult> RunScriptAsync(string text) => GelfProcess.RunAsync(_folder.Write("script.ps1", text));
}
