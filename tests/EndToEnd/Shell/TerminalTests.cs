namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>./gelf as a person at a terminal has it.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly Terminal _terminal = Terminal.Open();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void It_completes_commands_of_Gelf_and_has_a_history()
    {
        _terminal.Type("'once ' + 'more'");
        _terminal.WaitFor("\nonce more");
        _terminal.Press("Up");
        _terminal.Type(" + ' and again'");

        _terminal.WaitFor("\nonce more and again");
        _terminal.Type("(Get-Module PSReadLine).Name + '!'");
        _terminal.WaitFor("\nPSReadLine!");

        _terminal.TypeKeys("Get-GelfNei");
        _terminal.Press("Tab");
        _terminal.WaitFor("Get-GelfNeighbor");
    }

    [Fact]
    public void Ctrl_C_stops_the_command_and_neither_the_shell_nor_its_relay()
    {
        _terminal.Type("$relay = Start-GelfRelay -Port 0; 'sta' + 'rted'; while ($true) { }");
        _terminal.WaitFor("\nstarted");

        _terminal.Press("C-c");
        _terminal.Type("'it is ' + $relay.State");

        _terminal.WaitFor("\nit is Running");
        _terminal.Type("exit 6");
        _terminal.WaitFor("ended with 6");
    }

    [Fact]
    public void Ctrl_D_ends_it()
    {
        _terminal.Press("C-d");

        _terminal.WaitFor("ended with 0");
    }

    [Fact]
    public void A_window_that_is_closed_takes_an_idle_relay_along()
    {
        _terminal.Type("$relay = Start-GelfRelay -Port 0; \"tap $($relay.Tap) of $PID.\"");
        _terminal.WaitFor("\ntap ");
        string[] words = _terminal.Screen.Split('\n').Last(line => line.StartsWith("tap ", StringComparison.Ordinal)).Split(' ', '.');

        _terminal.Close();

        Eventually.True(() => !Directory.Exists($"/proc/{words[3]}") && !Directory.Exists($"/sys/class/net/{words[1]}"));
        Assert.Empty(Directory.GetFiles("/run/gelf", $"{words[3]}-*"));
    }
}
