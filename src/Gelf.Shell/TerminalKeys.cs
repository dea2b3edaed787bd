namespace Gelf.Shell;

/// <summary>Keys of the terminal, for questions that come up while something runs.</summary>
internal static class TerminalKeys
{
    private const char EndOfInput = '\x04';
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for a key, which is not shown. A read that waits cannot be interrupted, so it begins when there is a key.</summary>
    /// <exception cref="OperationCanceledException">What runs was stopped.</exception>
    public static ConsoleKeyInfo Read(CancellationToken stop)
    {
        while (!Console.KeyAvailable)
        {
            _ = stop.WaitHandle.WaitOne(s_glance);
            stop.ThrowIfCancellationRequested();
        }

        return Console.ReadKey(intercept: true);
    }

    /// <summary>Reads a line, shown as <paramref name="shown"/> says. False: the input has ended.</summary>
    /// <param name="append">Takes a character.</param>
    /// <param name="removeLast">Takes the last one back; false: there is none.</param>
    /// <param name="shown">What is shown for a character.</param>
    /// <param name="stop">Ends it.</param>
    public static bool ReadLine(Action<char> append, Func<bool> removeLast, Func<char, char> shown, CancellationToken stop)
    {
        bool empty = true;
        while (true)
        {
            ConsoleKeyInfo key = Read(stop);
            bool ended = key.KeyChar == EndOfInput && empty;
            if (key.Key == ConsoleKey.Enter || ended)
            {
                Console.Out.WriteLine();
                return !ended;
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                if (removeLast())
                    Console.Out.Write("\b \b");
            }
            else if (!char.IsControl(key.KeyChar))
            {
                append(key.KeyChar);
                empty = false;
                Console.Out.Write(shown(key.KeyChar));
            }
        }
    }
}
