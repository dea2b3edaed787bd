using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;
using Gelf.Engine.Hosting;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// A job that runs a part of Gelf's engine: NotStarted, Running, Stopping, Stopped, or Failed when the engine dies of itself.
/// </summary>
/// <remarks>
/// State changes come one after the other without a lock, since PowerShell calls the handlers inside them and those call back:
/// the start is one task, the end is one task, and the end waits for the start. Only who makes these tasks is decided under the lock.
/// </remarks>
public abstract class GelfJob : Job2
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly NoticeStreams _logStreams;
    private Task? _start; // guarded by _gate
    private Task? _end; // guarded by _gate

    private protected GelfJob(string command, string name, string typeName)
        : base(command, name)
    {
        PSJobTypeName = typeName;
        Maker = Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;
        Notices = new NoticeStreams(this);
        // Apart: however much is logged, it pushes out no notice.
        _logStreams = new NoticeStreams(this);
        Log = new JobLog(_logStreams);
    }

    /// <summary>Whether Receive-Job would return anything.</summary>
    public override bool HasMoreData => Output.Count + Error.Count + Warning.Count + Information.Count + Verbose.Count + Debug.Count > 0;

    private protected NoticeStreams Notices { get; }

    /// <summary>Where the engine's log goes.</summary>
    internal JobLog Log { get; }

    /// <summary>The runspace in which it was made.</summary>
    internal Guid Maker { get; }

    /// <summary>What it is, by name, for messages.</summary>
    internal abstract string Description { get; }

    internal bool IsRunning => JobStateInfo.State == JobState.Running;

    /// <summary>The links that are open, and those that it dials and that are not.</summary>
    internal abstract IReadOnlyList<GelfLink> AllLinks { get; }

    /// <summary>The counters as they are now, or were at the end.</summary>
    internal abstract ICounters ReadStats();

    /// <summary>How long the engine may take to stop.</summary>
    internal TimeSpan Patience { get; set; } = s_patience;

    private bool IsFinished => JobStateInfo.State is JobState.Stopped or JobState.Failed or JobState.Completed;

    /// <summary>What the job says of itself once it runs.</summary>
    private protected abstract string StartedText { get; }

    /// <summary>Starts the engine and returns once it serves.</summary>
    private protected abstract Task StartEngineAsync(CancellationToken cancel);

    /// <summary>Ends when the engine has stopped; faults if it dies of itself.</summary>
    private protected abstract Task EngineCompletion { get; }

    /// <summary>Stops the engine, started or not. Called once.</summary>
    private protected abstract Task StopEngineAsync();

    /// <summary>Adds the steps that give back what the engine used. They run once, after it has stopped; as long as it has not, it uses it.</summary>
    private protected abstract Teardown Release(Teardown steps);

    /// <summary>Starts, and throws what keeps it from starting; nothing is held then.</summary>
    /// <param name="cancel">Ends the start.</param>
    /// <param name="meanwhile">Called every now and then, in the calling thread, and once at the end.</param>
    internal void Start(CancellationToken cancel, Action? meanwhile = null)
    {
        lock (_gate)
        {
            if (_start is not null || _end is not null)
                throw new PSInvalidOperationException($"The job '{Name}' has been started before.");
            _start = Task.Run(() => BeginAsync(cancel), CancellationToken.None);
        }
        while (meanwhile is not null && Task.WaitAny([_start], s_glance) < 0)
            meanwhile();
        _start.GetAwaiter().GetResult();
    }

    /// <summary>Starts; a job that cannot start is Failed, and its JobStateInfo.Reason says why.</summary>
    public override void StartJob()
    {
        try
        {
            Start(CancellationToken.None);
        }
        catch (Exception) when (JobStateInfo.State == JobState.Failed)
        {
            // The state and its reason say it.
        }
    }

    /// <inheritdoc/>
    public override void StartJobAsync() => InBackground(StartJob, OnStartJobCompleted);

    /// <summary>Stops, and returns when it has.</summary>
    public override void StopJob()
    {
        // A handler of a state change may call this from inside the end itself, which must not wait for itself for ever.
        if (!IsFinished)
            End(null, asked: true).Wait(s_patience + s_patience);
    }

    /// <inheritdoc/>
    public override void StopJob(bool force, string reason) => StopJob();

    /// <inheritdoc/>
    public override void StopJobAsync() => InBackground(StopJob, OnStopJobCompleted);

    /// <inheritdoc/>
    public override void StopJobAsync(bool force, string reason) => StopJobAsync();

    /// <summary>Not possible: a relay or wire runs or it does not.</summary>
    public override void SuspendJob() => throw NotPossible("suspended");

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJob(bool force, string reason) => throw NotPossible("suspended");

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync() => throw NotPossible("suspended");

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync(bool force, string reason) => throw NotPossible("suspended");

    /// <inheritdoc cref="SuspendJob()"/>
    public override void ResumeJob() => throw NotPossible("resumed");

    /// <inheritdoc cref="SuspendJob()"/>
    public override void ResumeJobAsync() => throw NotPossible("resumed");

    /// <summary>Not possible: the job never asks for anything.</summary>
    public override void UnblockJob() => throw NotPossible("unblocked");

    /// <inheritdoc cref="UnblockJob()"/>
    public override void UnblockJobAsync() => throw NotPossible("unblocked");

    /// <summary>Stops the job if it runs, and forgets it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            JobStore.Remove(InstanceId);
        }
        base.Dispose(disposing);
    }

    private async Task BeginAsync(CancellationToken cancel)
    {
        try
        {
            await StartEngineAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            lock (_gate)
                _end ??= Task.CompletedTask;
            await FinishAsync(e).ConfigureAwait(false);
            throw;
        }
        Notices.Write(isWarning: false, StartedText);
        await Notices.FlushAsync(s_patience).ConfigureAwait(false);
        JobStateSetter.Set(this, JobState.Running, null);
        _ = WatchAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            await EngineCompletion.ConfigureAwait(false);
            await End(null, asked: false).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await End(e, asked: false).ConfigureAwait(false);
        }
    }

    /// <summary>The job's one end, whoever asks first.</summary>
    private Task End(Exception? reason, bool asked)
    {
        lock (_gate)
        {
            var start = _start ?? Task.CompletedTask;
            return _end ??= Task.Run(() => EndAsync(start, reason, asked));
        }
    }

    private async Task EndAsync(Task start, Exception? reason, bool asked)
    {
        try
        {
            await start.ConfigureAwait(false);
        }
        catch (Exception) when (IsFinished)
        {
            return; // It failed to start, and is over.
        }
        if (asked)
            JobStateSetter.Set(this, JobState.Stopping, null);
        await FinishAsync(reason).ConfigureAwait(false);
    }

    private async Task FinishAsync(Exception? reason)
    {
        var stopping = Task.Run(StopEngineAsync);
        // Their own steps have told what went wrong; what comes first becomes the reason.
        var error = await new Teardown((_, _) => { })
            .Then("stop", () => WaitForAsync(stopping))
            .Then("give back", () => stopping.IsCompleted ? ReleaseAsync() : Task.CompletedTask)
            .RunAsync().ConfigureAwait(false);
        if (!stopping.IsCompleted)
            _ = ReleaseAfterAsync(stopping);
        reason ??= error;
        if (reason is null)
            Notices.Write(isWarning: false, "Stopped.");
        // Finishing closes the streams: what is to be said must have been said before.
        await Task.WhenAll(Notices.CloseAsync(s_patience), _logStreams.CloseAsync(s_patience)).ConfigureAwait(false);
        try
        {
            JobStateSetter.Set(this, reason is null ? JobState.Stopped : JobState.Failed, reason is null ? null : ErrorRecords.InWords(reason));
        }
        catch (ObjectDisposedException)
        {
            // Remove-Job -Force had no more patience. There is nobody left to tell.
        }
    }

    private async Task WaitForAsync(Task stopping)
    {
        if (await Task.WhenAny(stopping, Task.Delay(Patience)).ConfigureAwait(false) != stopping)
            throw new TimeoutException($"It took {Description} more than {Patience.TotalSeconds} s to stop. What it uses stays in use until it has.");
        await stopping.ConfigureAwait(false);
    }

    // What an engine that hangs still uses, another one must not get: two would read from one tap.
    private async Task ReleaseAfterAsync(Task stopping)
    {
        await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReleaseAsync()
    {
        if (await Release(new Teardown(NoteFailedStep)).RunAsync().ConfigureAwait(false) is { } error)
            ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Tells what a step of the end has thrown; the first of them becomes the job's reason.</summary>
    private protected void NoteFailedStep(string step, Exception error) => Notices.Write(isWarning: true, $"Could not {step}: {ErrorTexts.Of(error)}");

    // The completed event comes last, in every case, and from a thread that nothing here waits for: Stop-Job waits for it
    // without a limit, and Remove-Job -Force disposes of the job inside it.
    private static void InBackground(Action work, Action<AsyncCompletedEventArgs> completed) => Task.Run(() =>
    {
        Exception? error = null;
        try
        {
            work();
        }
        catch (Exception e)
        {
            error = e;
        }
        completed(new AsyncCompletedEventArgs(error, false, null));
    });

    private static PSNotSupportedException NotPossible(string what) => new($"A Gelf job cannot be {what}. Stop it, and start another one.");
}
