using System.Text;
using System.Text.RegularExpressions;

namespace Gelf.Shell;

/// <summary>Shows a prompt and the line being edited, over as many rows as they need.</summary>
internal sealed partial class LineView
{
    private readonly string _prompt;
    private readonly int _promptWidth;
    private int _cursorRow; // relative to the row on which the prompt's last line begins

    public LineView(string prompt)
    {
        // What comes before the prompt's last line is shown once and never drawn again.
        int lastLine = prompt.LastIndexOf('\n') + 1;
        Console.Out.Write(prompt[..lastLine]);
        _prompt = prompt[lastLine..];
        _promptWidth = EscapeSequence().Replace(_prompt, "").Length;
    }

    public void Draw(string text, int cursor)
    {
        int width = ShellRawUserInterface.Width;
        int end = _promptWidth + text.Length;
        int target = _promptWidth + cursor;

        var output = new StringBuilder();
        if (_cursorRow > 0)
            _ = output.Append($"\e[{_cursorRow}A");
        _ = output.Append('\r').Append(_prompt).Append(text.Replace('\n', ' '));
        if (end % width == 0)
            _ = output.Append("\r\n"); // a terminal moves to the next row only with the next character
        _ = output.Append("\e[J");
        int rowsUp = (end / width) - (target / width);
        if (rowsUp > 0)
            _ = output.Append($"\e[{rowsUp}A");
        _ = output.Append('\r');
        if (target % width > 0)
            _ = output.Append($"\e[{target % width}C");
        Console.Out.Write(output);
        _cursorRow = target / width;
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e\][^\a]*\a")]
    private static partial Regex EscapeSequence();
}
