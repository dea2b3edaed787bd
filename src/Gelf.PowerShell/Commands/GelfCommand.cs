using System.Management.Automation;
using Gelf.Engine.Reporting;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Commands;

/// <summary>What the cmdlets have in common: one error a bad input, and Ctrl+C.</summary>
public abstract class GelfCommand : PSCmdlet, IDisposable
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private JobLog.Showing? _log;

    private protected GelfCommand()
    {
    }

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    private protected CancellationToken Stop => _stop.Token;

    /// <summary>Cancels what the cmdlet waits for.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Does the work for one input. What a person can act on becomes one error, and the next input has its turn.</summary>
    private protected void Attempt(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (ErrorRecords.From(e, target) is not null)
        {
            WriteError(ErrorRecords.From(e, target));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The user stopped the pipeline; PowerShell says so itself.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Whether the parameter was given, be it with the value that it has anyway.</summary>
    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Writes to the information stream what a person is to see, as Write-Host does.</summary>
    private protected void Tell(string message) => WriteInformation(new HostInformationMessage { Message = message }, ["PSHOST"]);

    /// <summary>Shows the log of a job's relay or wire, if -Verbose or -Debug or their preference variables want it, until this is disposed of.</summary>
    private protected IDisposable? ShowLogOf(GelfJob job)
    {
        if (LevelOfLog() is { } level)
            _log = job.Log.Show(level);
        return _log;
    }

    /// <summary>Writes what has been logged since the last time. Called by the pipeline's thread alone.</summary>
    private protected void WriteLog()
    {
        while (_log is not null && _log.TryTake(out var line))
        {
            // With -Debug alone, PowerShell would ask before each line on the verbose stream.
            if (line.Stream == JobStream.Debug || !IsVerbose)
                WriteDebug(line.Text);
            else
                WriteVerbose(line.Text);
        }
    }

    private GelfLogLevel? LevelOfLog() =>
        IsWanted("Debug", "DebugPreference") ? GelfLogLevel.Debug : IsVerbose ? GelfLogLevel.Information : null;

    private bool IsVerbose => IsWanted("Verbose", "VerbosePreference");

    private bool IsWanted(string parameter, string variable) => MyInvocation.BoundParameters.TryGetValue(parameter, out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.TryConvertTo<ActionPreference>(GetVariableValue(variable), out var preference) && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Waits for work that goes on elsewhere, and shows that it does. Ctrl+C ends the waiting at once, and the work is left to itself.</summary>
    private protected T WaitFor<T>(string activity, string status, Task<T> work)
    {
        WriteProgress(new ProgressRecord(0, activity, status));
        try
        {
            while (!work.Wait(s_glance, Stop))
                WriteLog();
        }
        catch (AggregateException)
        {
            // The code below throws it, unwrapped.
        }
        finally
        {
            WriteProgress(new ProgressRecord(0, activity, status) { RecordType = ProgressRecordType.Completed });
        }
        WriteLog();
        return work.GetAwaiter().GetResult();
    }

    /// <summary>Waits while something is so, and shows that it does. Ctrl+C ends the waiting. False: it is still so after that time.</summary>
    private protected bool WaitWhile(string activity, string status, TimeSpan atMost, Func<bool> isSo)
    {
        if (!isSo())
            return true;
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            do
            {
                var left = atMost - TimeProvider.System.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                    return false;
                WriteProgress(new ProgressRecord(0, activity, status) { SecondsRemaining = atMost < TimeSpan.MaxValue ? (int)Math.Ceiling(left.TotalSeconds) : -1 });
                WriteLog();
                Stop.WaitHandle.WaitOne(s_glance);
                Stop.ThrowIfCancellationRequested();
            }
            while (isSo());
            return true;
        }
        finally
        {
            WriteProgress(new ProgressRecord(0, activity, status) { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }
}
