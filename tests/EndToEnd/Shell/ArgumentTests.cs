namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>./gelf passes on what it is given as it was given: the rest is PowerShell's.</summary>
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
    public async Task Arguments_with_spaces_and_quotes_arrive_as_they_were_given() => Assert.Equal(
        $"name=<two  words> force=True rest=<it's|\"$x\"; `n ‘q’ (1)|line\nline\n|> in={_folder.Path}\n",
        await ShowAsync("-Name", "two  words", "-Force", "it's", "\"$x\"; `n ‘q’ (1)", "line\nline\n", ""));

    [Fact]
    public async Task Values_after_a_colon_bind_to_their_parameter() => Assert.Equal(
        $"name=<a b:c> force=False rest=<x> in={_folder.Path}\n",
        await ShowAsync("-File", "-Name:a b:c", "-Force:$false", "x"));

    [Fact]
    public async Task A_script_is_found_from_the_current_folder()
    {
        _folder.Write("here.ps1", "\"here $($args -join '|')\"");

        ProcessResult result = await GelfProcess.RunAsync(Repository.PathOf("gelf"), _folder.Path, ["here.ps1", "a b"]);

        Assert.Equal("here a b\n", result.Output);
    }

    [Theory]
    [InlineData("'before'; exit 3; 'after'", 3)]
    [InlineData("'before'; /bin/sh -c 'exit 9'", 0)]
    [InlineData("'before'; throw 'the reason'", 1)]
    public async Task The_exit_code_is_the_scripts(string script, int exitCode)
    {
        ProcessResult result = await GelfProcess.RunAsync(_folder.Write("script.ps1", script));

        Assert.Equal(("before\n", exitCode), (result.Output, result.ExitCode));
    }

    [Fact]
    public async Task A_command_gives_JSON()
    {
        ProcessResult result = await GelfProcess.RunAsync(
            "-Command", "$null = New-GelfTap json0 -Mtu 1400; Get-GelfTap json0 | Select-Object Name, Mtu | ConvertTo-Json -Compress");

        Assert.Equal(("{\"Name\":\"json0\",\"Mtu\":1400}\n", ""), (result.Output, result.Error));
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
