using System.Text;

namespace Gelf.Shell;

internal enum LineOutcome
{
    Line,
    Cancelled, // Ctrl+C
    End,       // Ctrl+D on an empty line
}

/// <summary>Edits one line on a terminal: cursor keys, history and completion, and no more than that.</summary>
internal sealed class LineEditor(Completion completion)
{
    private readonly List<string> _history = [];
    private readonly StringBuilder _text = new();
    private int _cursor;
    private int _historyIndex;

    public void Remember(string command)
    {
        if (_history.Count == 0 || _history[^1] != command)
            _history.Add(command);
    }

    public (LineOutcome Outcome, string Line) Read(string prompt)
    {
        var view = new LineView(prompt);
        _ = _text.Clear();
        _cursor = 0;
        _historyIndex = _history.Count;
        Console.TreatControlCAsInput = true;
        try
        {
            view.Draw("", 0);
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (Ends(key) is not { } outcome)
                {
                    Apply(key);
                    view.Draw(_text.ToString(), _cursor);
                    continue;
                }

                view.Draw(_text.ToString(), _text.Length);
                Console.Out.WriteLine(outcome == LineOutcome.Cancelled ? "^C" : "");
                return (outcome, _text.ToString());
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false; // while a command runs, Ctrl+C is a signal again
        }
    }

    private LineOutcome? Ends(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.Enter } or { KeyChar: '\n' } => LineOutcome.Line,
        { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control } => LineOutcome.Cancelled,
        { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when _text.Length == 0 => LineOutcome.End,
        _ => null,
    };

    private void Apply(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            (string text, _cursor) = completion.Next(_text.ToString(), _cursor, backwards: key.Modifiers.HasFlag(ConsoleModifiers.Shift));
            _ = _text.Clear().Append(text);
            return;
        }

        completion.Reset();
        bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = control ? WordStart() : Math.Max(_cursor - 1, 0);
                break;
            case ConsoleKey.RightArrow:
                _cursor = control ? WordEnd() : Math.Min(_cursor + 1, _text.Length);
                break;
            case ConsoleKey.Home or ConsoleKey.A when control || key.Key == ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End or ConsoleKey.E when control || key.Key == ConsoleKey.End:
                _cursor = _text.Length;
                break;
            case ConsoleKey.UpArrow:
                Recall(_historyIndex - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_historyIndex + 1);
                break;
            case ConsoleKey.Backspace:
                Remove(control ? WordStart() : _cursor - 1, _cursor);
                break;
            case ConsoleKey.W when control:
                Remove(WordStart(), _cursor);
                break;
            case ConsoleKey.U when control:
                Remove(0, _cursor);
                break;
            case ConsoleKey.K when control:
                Remove(_cursor, _text.Length);
                break;
            case ConsoleKey.Delete or ConsoleKey.D when control || key.Key == ConsoleKey.Delete:
                Remove(_cursor, _cursor + 1);
                break;
            case ConsoleKey.L when control:
                Console.Clear();
                break;
            case ConsoleKey.Escape:
                Remove(0, _text.Length);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                    _ = _text.Insert(_cursor++, key.KeyChar);
                break;
        }
    }

    private void Remove(int from, int to)
    {
        from = Math.Max(from, 0);
        to = Math.Min(to, _text.Length);
        if (from < to)
            _ = _text.Remove(from, to - from);
        _cursor = from;
    }

    private void Recall(int index)
    {
        _historyIndex = Math.Clamp(index, 0, _history.Count);
        _ = _text.Clear().Append(_historyIndex < _history.Count ? _history[_historyIndex] : "");
        _cursor = _text.Length;
    }

    private int WordStart()
    {
        int at = _cursor;
        while (at > 0 && !char.IsLetterOrDigit(_text[at - 1]))
            at--;
        while (at > 0 && char.IsLetterOrDigit(_text[at - 1]))
            at--;
        return at;
    }

    private int WordEnd()
    {
        int at = _cursor;
        while (at < _text.Length && !char.IsLetterOrDigit(_text[at]))
            at++;
        while (at < _text.Length && char.IsLetterOrDigit(_text[at]))
            at++;
        return at;
    }
}
