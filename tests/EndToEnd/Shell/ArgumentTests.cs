namespace Gelf.Tests.EndToEnd.Shell;

public sealed class ArgumentTests : IDisposable
{
    private const string ShowsParameters =
        """
        param([string] $Name, [switch] $Force, [Parameter(ValueFromRemainingArguments)] [string[]] $Rest)
        "name=<$Name> force=$Force rest=<$($Rest -join '|')> in=$PSScriptRoot"
        """;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<ShellKind> Shells => ShellKind.Both;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Shells))]
    public async Task Arguments_with_spaces_and_quotes_arrive_as_they_were_given(ShellKind shell)
    {
        Assert.Equal(
            $"name=<two  words> force=True rest=<it's|\"$x\"; `n ‘q’ (1)|line\nline\n|> in={_folder.Path}\n",
            await ShowAsync(shell, "-Name", "two  words", "-Force", "it's", "\"$x\"; `n ‘q’ (1)", "line\nline\n", ""));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Values_after_a_colon_bind_to_their_parameter(ShellKind shell)
    {
        Assert.Equal(
            $"name=<a b:c> force=False rest=<x> in={_folder.Path}\n",
            await ShowAsync(shell, "-File", "-Name:a b:c", "-Force:$false", "x"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_dash_in_front_of_something_that_is_no_name_stays_text(ShellKind shell)
    {
        Assert.Equal($"name=<> force=False rest=<-1|-> in={_folder.Path}\n", await ShowAsync(shell, "-Name", "", "-1", "-"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_is_found_from_the_current_folder(ShellKind shell)
    {
        _folder.Write("here.ps1", "\"here $($args -join '|')\"");

        ProcessResult result = await GelfProcess.RunAsync(shell, Repository.PathOf("gelf"), _folder.Path, ["here.ps1", "a b"]);

        Assert.Equal("here a b\n", result.Output);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Lines_of_a_program_come_through_in_order_with_the_scripts_own(ShellKind shell)
    {
        string script = _folder.Write("script.ps1", "1; /bin/echo 2; /bin/sh -c 'echo 3 | cat'; 4; (/bin/echo 5) + 6; [Console]::Out.WriteLine(7)");

        Assert.Equal("1\n2\n3\n4\n56\n7\n", (await GelfProcess.RunAsync(shell, script)).Output);
    }

    [Fact]
    public async Task Commands_that_come_through_a_pipe_are_run_one_by_one()
    {
        using GelfProcess process = GelfProcess.Start(ShellKind.Embedded);
        await process.Input.WriteAsync("1 + 1\nif ($true) {\n'in a block'\n}\nexit 5\n");
        process.Input.Close();

        ProcessResult result = await process.ExitAsync();

        Assert.Equal("2\nin a block\n", result.Output);
        Assert.Equal(5, result.ExitCode);
    }

    private async Task<string> ShowAsync(ShellKind shell, params string[] arguments)
    {
        string script = _folder.Write("show.ps1", ShowsParameters);
        string[] all = arguments is ["-File", ..] ? ["-File", script, .. arguments[1..]] : [script, .. arguments];
        ProcessResult result = await GelfProcess.RunAsync(shell, all);
        Assert.Equal("", result.Error);
        return result.Output;
    }
}
