using System.Text;

namespace Gelf.Shell;

/// <summary>Lines of standard input. Waiting for one can be ended, which <see cref="Console.In"/> alone cannot do.</summary>
internal sealed class LineInput
{
    // Goes on when the waiting ended: the line that it reads is for whoever waits next.
    private Task<string?>? _reading;

    /// <summary>Null: the input has ended.</summary>
    /// <exception cref="OperationCanceledException">What runs was stopped.</exception>
    public string? Read(CancellationToken stop)
    {
        if (Terminal.HasInput)
            return ReadFromTerminal(stop);
        _reading ??= Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = Task.WaitAny([_reading], Timeout.Infinite, stop);
        Task<string?> read = _reading;
        _reading = null;
        return read.GetAwaiter().GetResult();
    }

    private static string? ReadFromTerminal(CancellationToken stop)
    {
        var line = new StringBuilder();
        return TerminalKeys.ReadLine(c => _ = line.Append(c), RemoveLast, c => c, stop) ? line.ToString() : null;

        bool RemoveLast()
        {
            if (line.Length == 0)
                return false;
            line.Length--;
            return true;
        }
    }
}
