namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>A real terminal with ./gelf in it. tmux is its screen: what is on it is what a person sees.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"tmux-{Guid.NewGuid():N}");

    /// <summary>Opens one, and returns when the shell has its prompt.</summary>
    internal static Terminal Open(string command = "./gelf")
    {
        var terminal = new Terminal();
        // The history that PSReadLine writes is not to be that of whoever runs the tests. The window stays when the command has ended,
        // with what that left on the screen.
        terminal.Tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "50", "-c", Repository.Root,
            $"export XDG_DATA_HOME=$(mktemp -d); {command}; echo ended with $?; exec sleep 600");
        terminal.WaitFor("PS ");
        return terminal;
    }

    /// <summary>What is on it, with what has scrolled off.</summary>
    internal string Screen => Tmux("capture-pane", "-p", "-J", "-S", "-1000");

    /// <summary>Types a line.</summary>
    internal void Type(string line)
    {
        TypeKeys(line);
        Press("Enter");
    }

    /// <summary>Types what is not a whole line yet.</summary>
    internal void TypeKeys(string text) => Tmux("send-keys", "-l", "--", text);

    /// <summary>Presses a key, by tmux' name of it, such as Up or C-c.</summary>
    internal void Press(string key) => Tmux("send-keys", key);

    /// <summary>Waits until the text is on the screen; if another is given, behind the last place where that is.</summary>
    internal void WaitFor(string text, string after = "") => Eventually.True(
        () => Screen is var screen && screen.LastIndexOf(after, StringComparison.Ordinal) is >= 0 and var from
            && screen.IndexOf(text, after.Length == 0 ? 0 : from, StringComparison.Ordinal) >= 0,
        what: $"'{text}' is on the screen",
        state: () => Screen);

    /// <summary>Closes the window, as a person does: what runs in it gets SIGHUP.</summary>
    internal void Close() => Tmux("kill-session");

    public void Dispose() => Commands.Try("tmux", "-S", _socket, "kill-server");

    private string Tmux(params string[] arguments) => Commands.Run("tmux", ["-S", _socket, .. arguments]);
}
