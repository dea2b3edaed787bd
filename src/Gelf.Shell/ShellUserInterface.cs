using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Gelf.Shell;

/// <summary>Output and input on the three standard streams; the questions to the user are in the other part.</summary>
internal sealed partial class ShellUserInterface(bool interactive) : PSHostUserInterface
{
    private readonly ProgressLine _progress = new();
    private readonly LineInput _input = new();

    /// <summary>Cancelled when what runs is stopped: then nobody waits for an answer any more.</summary>
    public CancellationToken Stop { get; set; }

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    public override bool SupportsVirtualTerminal => Terminal.OutputIsColoured;

    public override void Write(string value)
    {
        ClearProgress();
        Console.Out.Write(Terminal.Plain(value, Terminal.OutputIsColoured));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        ClearProgress();
        Console.Out.Write(Terminal.Coloured(value, foregroundColor, Terminal.OutputIsColoured));
    }

    public override void WriteLine(string value)
    {
        ClearProgress();
        Console.Out.WriteLine(Terminal.Plain(value, Terminal.OutputIsColoured));
    }

    public override void WriteErrorLine(string value)
    {
        ClearProgress();
        Console.Error.WriteLine(Terminal.Coloured(value, ConsoleColor.Red, Terminal.ErrorIsColoured));
    }

    public override void WriteDebugLine(string message) => WriteLabelled("DEBUG", message);

    public override void WriteVerboseLine(string message) => WriteLabelled("VERBOSE", message);

    public override void WriteWarningLine(string message) => WriteLabelled("WARNING", message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(sourceId, record);

    public void ClearProgress() => _progress.Clear();

    public override string ReadLine()
    {
        ClearProgress();
        return Interruptible(_input.Read) ?? throw new HostException("Input was asked for, but standard input is at its end.");
    }

    public override SecureString ReadLineAsSecureString()
    {
        ClearProgress();
        if (Terminal.HasInput)
            return Interruptible(SecretInput.ReadFromTerminal);
        var secret = new SecureString();
        foreach (char c in ReadLine())
            secret.AppendChar(c);
        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>A line that is a command, not an answer; null: the input has ended.</summary>
    public string? ReadCommandLine() => _input.Read(CancellationToken.None);

    private T Interruptible<T>(Func<CancellationToken, T> read)
    {
        try
        {
            return read(Stop);
        }
        catch (OperationCanceledException)
        {
            Console.Out.WriteLine(); // the question's line
            throw new PipelineStoppedException();
        }
    }

    private void WriteLabelled(string label, string message)
    {
        ClearProgress();
        Console.Out.WriteLine(Terminal.Coloured($"{label}: {message}", ConsoleColor.Yellow, Terminal.OutputIsColoured));
    }
}
