using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Gelf.Shell;

/// <summary>The runspace and what runs in it: one thing at a time, which <see cref="Stop"/> stops from any thread.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly Lock _gate = new();
    private PowerShell? _running; // guarded by _gate
    private CancellationTokenSource? _stop; // guarded by _gate; of what runs
    private bool _leaving;        // guarded by _gate
    private bool _disposing;      // guarded by _gate

    public ShellSession(bool interactive)
    {
        _host = new ShellHost(interactive);
        if (!Terminal.OutputIsColoured)
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText; // else a table's header is coloured in a file, too

        // CreateDefault2: the engine's own cmdlets. CreateDefault would look for pwsh's other assemblies, which are not here.
        _runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
    }

    /// <summary>The code given to <c>exit</c>; null while nobody called it.</summary>
    public int? RequestedExit => _host.RequestedExit;

    public Runspace Runspace => _runspace;

    public ForegroundProgram Foreground => _host.Foreground;

    public ShellUserInterface UserInterface => _host.UserInterface;

    /// <summary>Opens the runspace and imports the module. False: it could not, and the reason is on stderr.</summary>
    public bool Open(string? modulePath)
    {
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        if (modulePath is null)
            return true;
        if (!File.Exists(modulePath))
        {
            Console.Error.WriteLine($"gelf: the Gelf module is not built: {modulePath} is missing. Build it with: ./gelf build.ps1 -Task Build");
            return false;
        }

        var import = new Command("Import-Module");
        import.Parameters.Add("Name", modulePath);
        import.Parameters.Add("ErrorAction", ActionPreference.Stop);
        return Invoke(import) is null;
    }

    /// <summary>Runs a script file; the result is the exit code.</summary>
    public int RunFile(string path, IReadOnlyList<CommandParameter> arguments)
    {
        var script = new Command(path, isScript: false, useLocalScope: false);
        foreach (CommandParameter argument in arguments)
            script.Parameters.Add(argument);
        EngineInternals.LetNextScriptExit(_runspace);
        bool threw = Invoke(script) is not null;
        return RequestedExit ?? (threw ? ExitCodes.Failure : ExitCodes.Success);
    }

    /// <summary>Runs the text of a command; the result is the exit code.</summary>
    public int RunCommand(string text)
    {
        bool threw = Invoke(new Command(text, isScript: true, useLocalScope: false), addToHistory: true) is not null;
        return RequestedExit ?? (threw || Evaluate("$?") is not [{ BaseObject: true }] ? ExitCodes.Failure : ExitCodes.Success);
    }

    /// <summary>Runs a command with its output on the terminal. The result is what ended it early, already reported; or null.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="addToHistory">The user's own command: it also leaves its <c>$?</c> behind.</param>
    public RuntimeException? Invoke(Command command, bool addToHistory = false)
    {
        // Errors go the way of the output, to Out-Default, which formats both and gives each to its own stream.
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        using var shell = PowerShell.Create(_runspace);
        shell.Commands.AddCommand(command).AddCommand("Out-Default");
        if (!TryBegin(shell))
            return new PipelineStoppedException();
        try
        {
            _ = shell.Invoke(input: null, new PSInvocationSettings { AddToHistory = addToHistory });
            return null;
        }
        catch (PipelineStoppedException e)
        {
            return e;
        }
        catch (RuntimeException e)
        {
            Report(e);
            return e;
        }
        finally
        {
            UserInterface.ClearProgress();
            End();
        }
    }

    /// <summary>Evaluates a command whose result is wanted, not shown; nothing when it fails.</summary>
    public IReadOnlyList<PSObject> Evaluate(string text)
    {
        using var shell = PowerShell.Create(_runspace);
        try
        {
            return shell.AddScript(text).Invoke();
        }
        catch (RuntimeException)
        {
            return [];
        }
    }

    /// <summary>
    /// Begins to stop what runs; it ends when its finally blocks have. False: nothing runs, or the session is
    /// closing and this is not the first time that somebody asks to leave.
    /// </summary>
    /// <param name="leave">Nothing more shall start after this.</param>
    public bool Stop(bool leave)
    {
        // Under the lock, so that it is not disposed meanwhile; BeginStop does not wait for anything.
        lock (_gate)
        {
            bool asksFirst = leave && !_leaving;
            _leaving |= leave;
            _ = _running?.BeginStop(callback: null, state: null);
            _stop?.Cancel();
            return _running is not null || (_disposing && asksFirst);
        }
    }

    /// <summary>Whether something runs, or cleans up.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
                return _running is not null;
        }
    }

    /// <summary>Whether the engine is stopping what runs: a moment after <see cref="Stop"/>, and until the first finally block.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_gate)
                return _running is not null && EngineInternals.IsStopping(_runspace);
        }
    }

    /// <summary>Closes the runspace; modules take away what is theirs.</summary>
    public void Dispose()
    {
        lock (_gate)
            _disposing = true;
        _runspace.Dispose();
    }

    private bool TryBegin(PowerShell shell)
    {
        lock (_gate)
        {
            if (_leaving)
                return false;
            _running = shell;
            _stop = new CancellationTokenSource();
            UserInterface.Stop = _stop.Token;
            return true;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _running = null;
            UserInterface.Stop = default;
            _stop?.Dispose();
            _stop = null;
        }
    }

    private void Report(RuntimeException exception)
    {
        var error = new PSObject(exception.ErrorRecord);
        EngineInternals.MarkAsError(error);
        using var shell = PowerShell.Create(_runspace);
        try
        {
            _ = shell.AddCommand("Out-Default").Invoke(new[] { error });
        }
        catch (RuntimeException)
        {
            UserInterface.WriteErrorLine(exception.Message); // better plain than lost
        }
    }
}
