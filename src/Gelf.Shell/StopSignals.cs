using System.Collections.Frozen;
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
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

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

    private void Handle(PosixSignalContext context, int signal)
    {
        // Cancelled however often it comes: an impatient second Ctrl+C must not tear up the clean-up that the first began.
        context.Cancel = true;
        bool leave = signal != Interrupt || _leavesAfterInterrupt;
        bool isFirst = leave && Interlocked.CompareExchange(ref _signal, signal, 0) == 0;
        // A terminal sends Ctrl+C to all of its foreground itself.
        bool passOn = isFirst && !(signal == Interrupt && Terminal.HasInput);
        IReadOnlySet<int> programs = passOn ? _session.Foreground.Running() : FrozenSet<int>.Empty;
        if (!_session.Stop(leave) && leave)
            Environment.Exit(ExitCode!.Value); // nothing ran, so nothing needs to clean up, and a ReadLine cannot be interrupted
        if (programs.Count > 0)
            _ = PassOnAsync(programs, signal);
    }

    /// <summary>
    /// Signals programs once the script is being stopped: before that, the end of one could let it go on into its clean-up, to be
    /// stopped in the middle of that. Not in the handler, since the next signal waits for the end of that.
    /// </summary>
    private async Task PassOnAsync(IReadOnlySet<int> programs, int signal)
    {
        long start = Stopwatch.GetTimestamp();
        while (!_session.IsStoppingOrDone() && Stopwatch.GetElapsedTime(start) < s_patience)
            await Task.Delay(1).ConfigureAwait(false);
        await ForegroundProgram.StopAsync(programs, signal).ConfigureAwait(false);
    }
}
