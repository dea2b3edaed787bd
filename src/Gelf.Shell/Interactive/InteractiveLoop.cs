using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text;

namespace Gelf.Shell;

/// <summary>Prompt, read, run, until <c>exit</c> or the end of the input.</summary>
internal sealed class InteractiveLoop(ShellSession session)
{
    private const string MoreInputPrompt = ">> ";

    private readonly LineEditor? _editor = Terminal.HasInput && !Console.IsOutputRedirected
        ? new LineEditor(new Completion(session.Runspace))
        : null;

    /// <summary>The result is the exit code.</summary>
    public int Run()
    {
        if (_editor is not null)
        {
            Console.Out.WriteLine($"Gelf on PowerShell {session.Evaluate("$PSVersionTable.PSVersion.ToString()")[0]}. " +
                "Get-Command -Module Gelf lists the commands, exit leaves.");
        }

        while (session.RequestedExit is null && ReadCommand() is { } text)
        {
            if (!string.IsNullOrWhiteSpace(text))
                _ = session.Invoke(new Command(text, isScript: true, useLocalScope: false), addToHistory: true);
        }

        return session.RequestedExit ?? ExitCodes.Success;
    }

    /// <summary>Reads lines until they are a whole command, or wrong beyond help. Null: the input has ended.</summary>
    private string? ReadCommand()
    {
        var text = new StringBuilder();
        string prompt = Prompt();
        while (true)
        {
            (LineOutcome outcome, string line) = ReadLine(prompt);
            switch (outcome)
            {
                case LineOutcome.Cancelled:
                    _ = text.Clear();
                    prompt = Prompt();
                    continue;
                case LineOutcome.End:
                    return text.Length > 0 ? text.ToString() : null;
            }

            _ = text.Append(line);
            _ = Parser.ParseInput(text.ToString(), out _, out ParseError[] errors);
            // An empty line gives up waiting for the rest, so that the error can be seen.
            if (line.Length == 0 || !errors.Any(error => error.IncompleteInput))
            {
                _editor?.Remember(text.ToString());
                return text.ToString();
            }

            _ = text.Append('\n');
            prompt = MoreInputPrompt;
        }
    }

    private (LineOutcome Outcome, string Line) ReadLine(string prompt)
    {
        if (_editor is not null)
            return _editor.Read(prompt);
        return session.UserInterface.ReadCommandLine() is { } line ? (LineOutcome.Line, line) : (LineOutcome.End, "");
    }

    /// <summary>What the user's prompt function says; its errors must not end the loop.</summary>
    private string Prompt() =>
        _editor is null ? "" : session.Evaluate("prompt") is [.., { } result] ? result.ToString() : "PS> ";
}
