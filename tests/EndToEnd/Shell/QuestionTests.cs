using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>What Gelf.Shell asks when a mandatory parameter is missing.</summary>
public sealed class QuestionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("switch", "true", "True")]
    [InlineData("switch", "$true", "True")]
    [InlineData("switch", "False", "False")]
    [InlineData("switch", "$false", "False")]
    [InlineData("bool", "true", "True")]
    [InlineData("bool", "false", "False")]
    [InlineData("int", "7", "7")]
    [InlineData("int", "seven\n7", "7")]
    public async Task An_answer_is_taken_as_a_value_of_the_parameters_type(string type, string answers, string value)
    {
        using GelfProcess process = Ask(type);
        await process.Input.WriteAsync(answers + "\n");
        process.Input.Close();

        ProcessResult result = await process.ExitAsync();

        Assert.EndsWith($"it is {value}\ncleaned up\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("switch", "maybe", "'maybe' is neither true nor false.")]
    [InlineData("int", "seven", "'seven' is no Int32.")]
    [InlineData("int[]", "seven", "'seven' is no Int32.")]
    public async Task A_second_answer_that_is_none_ends_the_asking_though_more_could_come(string type, string answer, string problem)
    {
        using GelfProcess process = Ask(type);
        await process.Input.WriteAsync($"{answer}\n{answer}\n"); // and the input stays open
        await process.Input.FlushAsync(TestContext.Current.CancellationToken);

        ProcessResult result = await process.ExitAsync();

        Assert.StartsWith(problem, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("it is", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task The_end_of_the_input_ends_the_asking()
    {
        using GelfProcess process = Ask("switch");
        process.Input.Close();

        Assert.Equal(1, (await process.ExitAsync()).ExitCode);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task A_signal_ends_the_asking_and_lets_finally_blocks_run(PosixSignal signal, int exitCode)
    {
        using GelfProcess process = Ask("switch");
        await process.WaitForOutputAsync("Value: ");

        process.Signal(signal);
        ProcessResult result = await process.ExitAsync();

        Assert.EndsWith("cleaned up\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    private GelfProcess Ask(string type) => GelfProcess.Start(ShellKind.Embedded, _folder.Write("script.ps1", $$"""
        $ErrorActionPreference = 'Stop'
        function Ask { param([Parameter(Mandatory)] [{{type}}] $Value) "it is $Value" }
        try { Ask } finally { [Console]::Out.WriteLine('cleaned up') }
        """));
}
