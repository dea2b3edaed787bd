namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>The interactive shell on a real terminal, which script(1) makes.</summary>
public sealed class TerminalTests
{
    private const string ControlC = "\x03";
    private const string ControlD = "\x04";

    [Fact]
    public async Task Ctrl_C_stops_the_command_but_not_the_interactive_shell()
    {
        using GelfProcess terminal = await OpenAsync();
        await TypeAsync(terminal, "/bin/echo sta''rted; while ($true) { }\r");
        await terminal.WaitForOutputAsync("started");

        await TypeAsync(terminal, ControlC);
        await TypeAsync(terminal, "/bin/echo 'still '  'here'; exit 6\r");
        await terminal.WaitForOutputAsync("still  here");

        Assert.Equal(6, (await terminal.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_at_a_question_ends_the_command_unanswered_but_not_the_interactive_shell()
    {
        using GelfProcess terminal = await OpenAsync();
        await TypeAsync(terminal, "function Ask([Parameter(Mandatory)] $Thing) { /bin/echo answ''ered $Thing }; Ask\r");
        await terminal.WaitForOutputAsync("Thing:");

        await TypeAsync(terminal, ControlC);
        await terminal.WaitForOutputAsync("PS ", after: "Thing:"); // what is typed earlier may be the answer

        // What is typed before the shell reads again may be lost with the question.
        Task<string> alive = terminal.WaitForLineAsync("still  here");
        for (; !alive.IsCompleted; await Task.WhenAny(alive, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)))
            await TypeAsync(terminal, "\r/bin/echo 'still '  'here'\r");
        await alive;
        await TypeAsync(terminal, "\rexit 6\r");
        ProcessResult result = await terminal.ExitAsync();
        Assert.Equal(6, result.ExitCode);
        Assert.DoesNotContain("answered", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_is_read_to_its_end_and_keys_edit_the_line()
    {
        using GelfProcess terminal = await OpenAsync();
        await TypeAsync(terminal, "foreach ($i in 1..2) {\r");
        await terminal.WaitForOutputAsync(">> ");

        // Left, left and backspace: "l$i-ine" becomes "l$i-ne" with the cursor before "ne", where an "i" is put back.
        await TypeAsync(terminal, "\"l$i-ine\"\e[D\e[D\e[D\x7Fi\r}\r");
        await terminal.WaitForOutputAsync("l1-ine");
        await terminal.WaitForOutputAsync("l2-ine");

        await TypeAsync(terminal, ControlD);
        Assert.Equal(0, (await terminal.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Tab_completes_commands()
    {
        using GelfProcess terminal = await OpenAsync();

        await TypeAsync(terminal, "Get-Comm\t");
        await terminal.WaitForOutputAsync("Get-Command");

        await TypeAsync(terminal, ControlC + "exit\r");
        Assert.Equal(0, (await terminal.ExitAsync()).ExitCode);
    }

    // "exec": script(1) runs it by a shell, $SHELL or sh, and some would stay beside it and die of the same Ctrl+C.
    private static async Task<GelfProcess> OpenAsync()
    {
        GelfProcess terminal = GelfProcess.Start("script", Repository.Root, ["-qefc", "exec ./gelf", "/dev/null"]);
        await terminal.WaitForOutputAsync("PS ");
        return terminal;
    }

    private static async Task TypeAsync(GelfProcess terminal, string keys)
    {
        await terminal.Input.WriteAsync(keys);
        await terminal.Input.FlushAsync();
    }
}
