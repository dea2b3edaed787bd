namespace Gelf.Tests.EndToEnd.Shell;

public sealed class ArgumentTests : IDisposable
{
    private const string ShowsParameters =
        """
        param([string] $Name, [switch] $Force, [Parameter(ValueFromRemainingArguments)] [string[]] $Rest)
        "name=<$Name> force=$Force rest=<$($Rest -join '|')> in=$PSScriptRoot"
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Arguments_with_spaces_and_quotes_arrive_as_they_were_given()
    {
        Assert.Equal(
            $"name=<two  words> force=True rest=<it's|\"$x\"; `n ‘q’ (1)|line\nline\n|> in={_folder.Path}\n",
            await ShowAsync("-Name", "two  words", "-Force", "it's", "\"$x\"; `n ‘q’ (1)", "line\nline\n", ""));
    }

    [Fact]
    public async Task Values_after_a_colon_bind_to_their_parameter()
    {
        Assert.Equal(
            $"name=<a b:c> force=False rest=<x> in={_folder.Path}\n",
            await ShowAsync("-File", "-Name:a b:c", "-Force:$false", "x"));
    }

    [Fact]
    public async Task A_dash_in_front_of_something_that_is_no_name_stays_text()
    {
        Assert.Equal($"name=<> force=False rest=<-1|-> in={_folder.Path}\n", await ShowAsync("-Name", "", "-1", "-"));
    }

    [Fact]
    public async Task A_script_is_found_from_the_current_folder()
    {
        _folder.Write("here.ps1", "\"here $($args -join '|')\"");

        ProcessResult result = await GelfProcess.RunAsync(Repository.PathOf("gelf"), _folder.Path, ["here.ps1", "a b"]);

        Assert.Equal("here a b\n", result.Output);
    }

    [Fact]
    public async Task Lines_of_a_program_come_through_in_order_with_the_scripts_own()
    {
        string script = _folder.Write("script.ps1", "1; /bin/echo 2; /bin/sh -c 'echo 3 | cat'; 4; (/bin/echo 5) + 6; [Console]::Out.WriteLine(7)");

        Assert.Equal("1\n2\n3\n4\n56\n7\n", (await GelfProcess.RunAsync(script)).Output);
    }

    [Fact]
    public async Task Commands_that_come_through_a_pipe_are_run_one_by_one()
    {
        using GelfProcess process = GelfProcess.Start();
        await process.Input.WriteAsync("1 + 1\nif ($true) {\n'in a block'\n}\nexit 5\n");
        process.Input.Close();

        ProcessResult result = await process.ExitAsync();

        Assert.Equal("2\nin a block\n", result.Output);
        Assert.Equal(5, result.ExitCode);
    }

    private async Task<string> ShowAsync(params string[] arguments)
    {
        string script = _folder.Write("show.ps1", ShowsParameters);
        string[] all = arguments is ["-File", ..] ? ["-File", script, .. arguments[1..]] : [script, .. arguments];
        ProcessResult result = await GelfProcess.RunAsync(all);
        Assert.Equal("", result.Error);
        return result.Output;
    }
}
