using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Gelf.PowerShell.Jobs;
using PowerShellRun = System.Management.Automation.PowerShell;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>A runspace of its own with Gelf's cmdlets, and all those that pwsh has.</summary>
public sealed class HostedShell : IDisposable
{
    private readonly ScreenHost _host = new();
    private readonly Runspace _runspace;

    public HostedShell()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([typeof(GelfJob).Assembly.Location]);
        state.Commands.Add(new SessionStateCmdletEntry("Register-TestJob", typeof(RegisterTestJobCommand), null));
        state.Formats.Add(new SessionStateFormatEntry(FileOf("src/Gelf.PowerShell/Formatting/Gelf.Format.ps1xml")));
        state.Types.Add(new SessionStateTypeEntry(FileOf("src/Gelf.PowerShell/Formatting/Gelf.Types.ps1xml")));
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    internal sealed record Outcome(Collection<PSObject> Output, IReadOnlyList<ErrorRecord> Errors)
    {
        internal ErrorRecord TheError => Assert.Single(Errors);

        /// <summary>The id without the cmdlet's name, which PowerShell adds.</summary>
        internal string TheErrorId => TheError.FullyQualifiedErrorId.Split(',')[0];
    }

    /// <summary>Runs a script, whose parameters are <paramref name="arguments"/>.</summary>
    internal Outcome Run(string script, params object[] arguments)
    {
        using var run = Prepare(script, arguments);
        var output = run.Invoke();
        return new Outcome(output, [.. run.Streams.Error]);
    }

    /// <summary>Runs a script, and does something else meanwhile: once it shows progress.</summary>
    internal Outcome RunBeside(Action meanwhile, string script, params object[] arguments)
    {
        using var run = Prepare(script, arguments);
        var running = run.BeginInvoke();
        Until(() => run.Streams.Progress.Count > 0);
        meanwhile();
        Assert.True(running.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)));
        var output = run.EndInvoke(running);
        return new Outcome([.. output], [.. run.Streams.Error]);
    }

    /// <summary>Runs a script that must end without an error; returns its only object.</summary>
    internal object Get(string script, params object[] arguments)
    {
        var outcome = Run(script, arguments);
        Assert.Empty(outcome.Errors);
        return Assert.Single(outcome.Output).BaseObject;
    }

    internal PowerShellRun Prepare(string script, params object[] arguments)
    {
        var run = PowerShellRun.Create(_runspace).AddScript(script);
        foreach (var argument in arguments)
            run.AddArgument(argument);
        return run;
    }

    /// <summary>What a console would show of the script's output.</summary>
    internal string Show(string script, params object[] arguments)
    {
        using var run = Prepare($"{script} | Out-Default", arguments);
        ClearScreen();
        run.Invoke();
        return Screen;
    }

    /// <summary>What stands on the screen now.</summary>
    internal string Screen => _host.Text;

    /// <summary>What a console of so many columns would show.</summary>
    internal string ShowIn(int columns, string script, params object[] arguments)
    {
        var before = _host.Width;
        _host.Width = columns;
        try
        {
            return Show(script, arguments);
        }
        finally
        {
            _host.Width = before;
        }
    }

    internal void ClearScreen() => _host.Clear();

    /// <summary>What Tab offers at the end of the line.</summary>
    internal IReadOnlyList<string> Complete(string line)
    {
        using var run = PowerShellRun.Create(_runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, run).CompletionMatches.Select(match => match.CompletionText)];
    }

    /// <summary>Waits for what is to come about on another thread.</summary>
    internal static void Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)), $"Not within 60 s: {what}");

    public void Dispose() => _runspace.Dispose();

    /// <summary>A file of the repository.</summary>
    internal static string FileOf(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Gelf.sln")))
                return Path.Combine(folder.FullName, path);
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Gelf.sln.");
    }

    /// <summary>Only a cmdlet can reach the job manager.</summary>
    [Cmdlet(VerbsLifecycle.Register, "TestJob")]
    public sealed class RegisterTestJobCommand : PSCmdlet
    {
        [Parameter(Position = 0, Mandatory = true)]
        public GelfJob Job { get; set; } = null!;

        protected override void ProcessRecord() => GelfJobSourceAdapter.Register(Job, JobManager);
    }
}
