using System.Runtime.InteropServices;

namespace Gelf.Shell;

/// <summary>
/// Ctrl+C and the signals that ask a process to go: they stop what runs, so that its <c>finally</c> blocks do their work,
/// and then the shell leaves with the exit code of the signal. An interactive shell stays after Ctrl+C.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly ShellSession _session;
    private readonly bool _leavesAfterInterrupt;
    private readonly PosixSignalRegistration[] _registrations;
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

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    private void Handle(PosixSignalContext context, int signal)
    {
        // Cancelled however often it comes: an impatient second Ctrl+C must not tear up the clean-up that the first began.
        context.Cancel = true;
        bool leave = signal != Interrupt || _leavesAfterInterrupt;
        if (leave)
            _ = Interlocked.CompareExchange(ref _signal, signal, 0);
        if (!_session.Stop(leave))
        {
            if (leave)
                Environment.Exit(ExitCode!.Value); // nothing ran, so nothing needs to clean up, and a ReadLine cannot be interrupted
            return;
        }

        // A terminal sends Ctrl+C to all of its foreground itself. Else programs come last: a script that one of them had let
        // go on would be stopped in the middle of its clean-up.
        if (leave && !(signal == Interrupt && Terminal.HasInput))
        {
            _ = SpinWait.SpinUntil(_session.IsStoppingOrDone, s_patience);
            _session.Foreground.Stop(signal);
        }
    }
}
