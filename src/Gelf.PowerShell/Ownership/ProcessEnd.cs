using System.Globalization;
using System.Runtime.InteropServices;

namespace Gelf.PowerShell.Ownership;

/// <summary>
/// Undoes at the end of the process what the module has done to the host. That cannot be left to scripts: pwsh dies of SIGTERM, SIGHUP
/// and a crash without running <c>finally</c>. A signal goes on afterwards, and does what it does without Gelf. Of SIGKILL nobody
/// hears; then the kernel takes taps and sockets away, and what is left in files tells by its process that it is stale.
/// </summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_handOver = TimeSpan.FromSeconds(2);
    private static readonly Lock s_gate = new();
    private static PosixSignalRegistration[]? s_registrations; // guarded by s_gate; held, and so in force
    private static Thread? s_undoing; // guarded by s_gate
    private static volatile bool s_isSignalled;

    /// <summary>From now on. Further calls do nothing.</summary>
    internal static void Watch()
    {
        lock (s_gate)
        {
            if (s_registrations is not null)
                return;
            s_registrations = [.. Lethal().Select(signal => PosixSignalRegistration.Create(signal, _ => UndoForSignal()))];
        }
        // Not by a registration: those of a process are called the latest first, and so before the one of a shell that stops a
        // pipeline at Ctrl+C and lives on with its relays. Here such a shell has said so already.
        Console.CancelKeyPress += (_, press) =>
        {
            if (!press.Cancel)
                UndoForSignal();
        };
        AppDomain.CurrentDomain.ProcessExit += (_, _) => UndoForExit();
        // An exception that nobody has caught, as PSReadLine has one when its terminal is closed.
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Undo();
    }

    // What this process was told to ignore, as nohup does with SIGHUP, it survives.
    private static IEnumerable<PosixSignal> Lethal()
    {
        const string Label = "SigIgn:";
        var ignored = ulong.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(Label, StringComparison.Ordinal)).AsSpan(Label.Length),
            NumberStyles.AllowHexSpecifier | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        if ((ignored & 1UL << 0) == 0)
            yield return PosixSignal.SIGHUP;
        if ((ignored & 1UL << 14) == 0)
            yield return PosixSignal.SIGTERM;
    }

    private static void UndoForSignal()
    {
        s_isSignalled = true;
        Undo();
    }

    // A script that waits for a relay comes to its end when that is stopped for a signal. The process still dies of the signal.
    private static void UndoForExit()
    {
        Undo();
        if (s_isSignalled)
            Thread.Sleep(s_handOver);
    }

    // Once, whoever comes first; the others wait for it. In a thread of its own: a script may keep the thread pool busy, and then the end
    // is not to wait for it for ever.
    private static void Undo()
    {
        lock (s_gate)
        {
            if (s_undoing is null)
            {
                s_undoing = new Thread(UndoAll) { IsBackground = true, Name = "gelf end" };
                s_undoing.Start();
            }
        }
        s_undoing.Join(s_patience);
    }

    private static void UndoAll()
    {
        try
        {
            ModuleState.Stop(null, _ => { });
        }
        catch (Exception e)
        {
            // The process ends: there is no stream and no log left but this one.
            Console.Error.WriteLine($"Gelf could not undo all that it did: {e.Message}");
        }
    }
}
