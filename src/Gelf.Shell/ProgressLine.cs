using System.Management.Automation;

namespace Gelf.Shell;

/// <summary>Progress as one line on stderr that is overwritten and goes when anything else is written. Only on a terminal.</summary>
internal sealed class ProgressLine
{
    private readonly Lock _gate = new();
    private bool _shown; // guarded by _gate

    public void Show(long sourceId, ProgressRecord record)
    {
        if (!Terminal.ErrorIsColoured)
            return;
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete} %" : "";
        string text = $"{record.Activity}: {record.StatusDescription}{percent}".ReplaceLineEndings(" ");
        int width = Math.Max(ShellRawUserInterface.Width - 1, 1);
        lock (_gate)
        {
            Console.Error.Write($"\r\e[2K{(text.Length > width ? text[..width] : text)}");
            _shown = true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            if (_shown)
                Console.Error.Write("\r\e[2K");
            _shown = false;
        }
    }
}
