using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Gelf.Shell;

/// <summary>Tab completion by the engine; each further Tab shows the next match.</summary>
internal sealed class Completion(Runspace runspace)
{
    private CommandCompletion? _matches;
    private string _text = ""; // what was completed, as the user had typed it

    public void Reset() => _matches = null;

    public (string Text, int Cursor) Next(string text, int cursor, bool backwards)
    {
        if (_matches is null)
        {
            _text = text;
            using var shell = PowerShell.Create(runspace);
            try
            {
                _matches = CommandCompletion.CompleteInput(text, cursor, options: null, shell);
            }
            catch (RuntimeException)
            {
                // A completer that fails has nothing to offer; the line stays as it is.
            }
        }

        if (_matches?.GetNextResult(forward: !backwards) is not { } match)
            return (text, cursor);
        string completed = _text.Remove(_matches.ReplacementIndex, _matches.ReplacementLength).Insert(_matches.ReplacementIndex, match.CompletionText);
        return (completed, _matches.ReplacementIndex + match.CompletionText.Length);
    }
}
