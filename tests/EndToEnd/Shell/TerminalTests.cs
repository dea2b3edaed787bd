namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>./gelf as a person at a terminal has it.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string ControlC = "\x03";
    private const string ControlD = "\x04";
    private const string Up = "\x1b[A";

    private readonly Terminal _terminal = Terminal.Open();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void It_completes_commands_of_Gelf_and_has_a_history()
    {
        _terminal.Type("Get-GelfNei\t");
        _terminal.WaitFor("Get-GelfNeighbor");

        _terminal.Type($"{ControlC}'once ' + 'more'\r");
        _terminal.WaitFor("\nonce more");
        _terminal.Type($"{Up} + ' and again'\r");

        _terminal.WaitFor("\nonce more and again");
        _terminal.Type("(Get-Module PSReadLine).Name + '!'\r");
        _terminal.WaitFor("\nPSReadLine!");
    }

    [Fact]
    public void Ctrl_C_stops_the_command_and_neither_the_shell_nor_its_relay()
    {
        _terminal.Type("$relay = Start-GelfRelay -Port 0; 'sta' + 'rted'; while ($true) { }\r");
        _terminal.WaitFor("\nstarted");

        _terminal.Type(ControlC);
        _terminal.Type("'it is ' + $relay.State\r");

        _terminal.WaitFor("\nit is Running");
        _terminal.Type("exit 6\r");
        _terminal.WaitFor("ended with 6");
    }

    [Fact]
    public void Ctrl_D_ends_it()
    {
        _terminal.Type(ControlD);

        _terminal.WaitFor("ended with 0");
    }

    [Fact]
    public void A_window_that_is_closed_takes_an_idle_relay_along()
    {
        _terminal.Type("$relay = Start-GelfRelay -Port 0; \"tap $($relay.Tap) of $PID.\"\r");
        _terminal.WaitFor("\ntap ");
        string[] words = _terminal.Screen.Split('\n').Last(line => line.StartsWith("tap ", StringComparison.Ordinal)).Split(' ', '.');

        _terminal.Close();

        Eventually.True(() => !Directory.Exists($"/proc/{words[3]}") && !Directory.Exists($"/sys/class/net/{words[1]}"));
        Assert.Empty(Directory.GetFiles("/run/gelf", $"{words[3]}-*"));
    }
}
