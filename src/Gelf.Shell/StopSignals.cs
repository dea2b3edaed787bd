using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gelf.Shell;

/// <summary>
/// Ctrl+C and the signals that ask a process to go: they stop what runs, so that its <c>finally</c> blocks do their work,
/// and then the shell leaves with the exit code of the signal. An interactive shell stays after Ctrl+C.
/// </summary>
internal sealed class StopSignals
{
    private const int Interrupt = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ShellSession _session;
    private readonly bool _leavesAfterInterrupt;
    private readonly PosixSignalRegistration[] _registrations; // held to the end of the process, and so in force
    private int _signal;

    public StopSignals(ShellSession session, bool leavesAfterInterrupt)
    {
        _session = session;
        _leavesAfterInterrupt = leavesAfterInterrupt;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, Interrupt)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, 1)),
        ];
    }

    /// <summary>128 and the number of the first signal that asked to leave; null when none came.</summary>
    public int? ExitCode => Volatile.Read(ref _signal) is var signal and not 0 ? ExitCodes.Signalled + signal : null;

    // Runs in a thread of its own for each SIGINT and SIGTERM, so it may wait for a moment.
    private void Handle(PosixSignalContext context, int signal)
    {
        // Cancelled however often it comes: an impatient second Ctrl+C must not tear up the clean-up that the first began.
        context.Cancel = true;
        bool leave = signal != Interrupt || _leavesAfterInterrupt;
        if (leave)
            _ = Interlocked.CompareExchange(ref _signal, signal, 0);
        if (!_session.Stop(leave) && leave)
            Environment.Exit(ExitCode!.Value); // nothing has to clean up, or it hangs; and a ReadLine cannot be interrupted
        if (leave && !(signal == Interrupt && Terminal.HasInput))
            PassOn(signal); // a terminal sends Ctrl+C to all of its foreground itself
    }

    /// <summary>
    /// Signals the program for which the script waits, once that is being stopped: earlier, the end of the program could let the
    /// script go on into its clean-up, to be stopped in the middle of that. What a clean-up runs gets no signal.
    /// </summary>
    private void PassOn(int signal)
    {
        long start = Stopwatch.GetTimestamp();
        while (_session.IsRunning && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            // Asked again after the programs: so they are not those of a clean-up that has begun meanwhile.
            if (_session.IsStopping && _session.Foreground.Running() is { Count: > 0 } programs && _session.IsStopping)
            {
                ForegroundProgram.Stop(programs, signal);
                return;
            }
            Thread.Sleep(1);
        }
    }
}
