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
        // No signal registration of our own: .NET calls the latest one first, so ours would come before that of a shell which stops a
        // pipeline at Ctrl+C and lives on with its relays. Here, such a shell has already said so.
        Console.CancelKeyPress += (_, press) =>
        {
            if (!press.Cancel)
                UndoForSignal();
        };
        AppDomain.CurrentDomain.ProcessExit += (_, _) => UndoForExit();
        // An exception that nobody caught; PSReadLine has one when its terminal closes.
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Undo();
    }

    // The process survives a signal that it was told to ignore, as nohup does with SIGHUP.
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

    // A script that waits for a relay ends when a signal stops the relay. The process still dies of the signal.
    private static void UndoForExit()
    {
        Undo();
        if (s_isSignalled)
            Thread.Sleep(s_handOver);
    }

    // The first caller runs it, the others wait. It has its own thread: a script may keep the thread pool busy, and the end must not
    // wait for that.
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
            // The process ends: no other stream or log is left.
            Console.Error.WriteLine($"Gelf could not undo all that it did: {e.Message}");
        }
    }
}
