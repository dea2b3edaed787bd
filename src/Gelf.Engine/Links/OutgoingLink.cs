using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Links;

/// <summary>How an outgoing link stands.</summary>
public enum OutgoingLinkState
{
    /// <summary>The relay is being dialled.</summary>
    Connecting,
    /// <summary>The link is open.</summary>
    Open,
    /// <summary>The last attempt failed; the next one comes by itself.</summary>
    Waiting,
    /// <summary>It has been taken down.</summary>
    Closed,
}

/// <summary>A link that a node dials and keeps up: after a failure, whatever it is, it tries again, until it is disposed of.</summary>
internal sealed class OutgoingLink : IAsyncDisposable
{
    private readonly JoinLink _target;
    private readonly ILinkOwner _owner;
    private readonly MessagePool _pool;
    private readonly TimeProvider _time;
    private readonly Reporter _report;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new();
    private Task _running = Task.CompletedTask;

    internal OutgoingLink(JoinLink target, ILinkOwner owner, MessagePool pool, TimeProvider time, Reporter report)
    {
        _target = target;
        _owner = owner;
        _pool = pool;
        _time = time;
        _report = report;
        _report.Log.Hide(target.Token);
        RemoteEndPoint = new DnsEndPoint(target.Host.Trim('[', ']'), target.Port);
    }

    internal EndPoint RemoteEndPoint { get; }

    internal OutgoingLinkState State { get; private set; } = OutgoingLinkState.Connecting;

    /// <summary>Why the last attempt failed; null while all is well.</summary>
    internal Exception? Problem { get; private set; }

    /// <summary>Ends when the link is open for the first time; faults when the first attempt fails.</summary>
    internal Task FirstAttempt => _opened.Task;

    internal void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                State = OutgoingLinkState.Connecting;
                try
                {
                    await AttemptAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (!_stop.IsCancellationRequested)
                {
                    NoteUnexpected(e);
                }
                State = OutgoingLinkState.Waiting;
                var wait = _backoff.Next();
                _report.Debug(nameof(Links), $"{Remote}: dials again in {wait.TotalSeconds:0.00} s");
                await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested)
        {
            if (e is not OperationCanceledException)
                _report.Fault(new RelayNotice.LinkFailed(_target.Host, _target.Port, e), nameof(Links), e);
            State = OutgoingLinkState.Closed;
            _opened.TrySetCanceled();
        }
    }

    private async Task AttemptAsync()
    {
        _report.Debug(nameof(Links), $"{Remote}: dials");
        WebSocket socket;
        SocketStream stream;
        try
        {
            (socket, stream) = await Dialler.DialAsync(_target, _stop.Token).ConfigureAwait(false);
        }
        catch (GelfException e)
        {
            NoteProblem(e);
            return;
        }
        // The link disposes of its socket when it has run; here, it may not have got that far.
        using (socket)
            await CarryAsync(new WebSocketLink(socket, stream, RemoteEndPoint, _pool, _owner)).ConfigureAwait(false);
    }

    private async Task CarryAsync(WebSocketLink link)
    {
        var wasOpen = false;
        var isTaken = false;
        // Every node says hello at once; one that has no place for the link lets it in, and closes it instead.
        link.OnFirst = () =>
        {
            if (!isTaken)
                return;
            wasOpen = true;
            NoteOpen();
        };
        LinkEnd end;
        try
        {
            isTaken = _owner.TryAttach(link);
            if (!isTaken)
                link.Close(LinkCloseReason.Full);
            end = await link.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _owner.Detach(link);
        }
        _report.Debug(nameof(Links), $"{Remote}: {end}");
        if (end is LinkEnd.Failed failed)
            NoteUnexpected(failed.Error);
        else if (!isTaken)
            NoteProblem(GelfErrors.LinkLimitHere(_target.Host, _target.Port));
        else if (wasOpen)
            NoteEnd(end);
        else if (!_stop.IsCancellationRequested)
            NoteProblem(Refusal(end));
    }

    private void NoteOpen()
    {
        State = OutgoingLinkState.Open;
        Problem = null;
        _report.Tell(new RelayNotice.LinkOpened(_target.Host, _target.Port));
        _opened.TrySetResult();
    }

    private void NoteEnd(LinkEnd end)
    {
        _backoff.Reset();
        _report.Tell(end is LinkEnd.Broke broke ? new RelayNotice.LinkBroke(_target.Host, _target.Port, broke.Reason) : new RelayNotice.LinkClosed(_target.Host, _target.Port));
    }

    private void NoteProblem(GelfException problem)
    {
        // Told when it starts to fail, not at each attempt.
        if (Problem is null && _opened.Task.IsCompletedSuccessfully)
            _report.Tell(new RelayNotice.DialFailed(problem));
        else
            _report.Debug(nameof(Links), problem.Message);
        Problem = problem;
        _opened.TrySetException(problem);
    }

    private void NoteUnexpected(Exception error)
    {
        Problem = error;
        _report.Fault(new RelayNotice.LinkFailed(_target.Host, _target.Port, error), Remote, error);
        _opened.TrySetException(error);
    }

    private GelfException Refusal(LinkEnd end) => end switch
    {
        LinkEnd.Closed { Status: var status } when status == LinkCloseReason.Full.Status => GelfErrors.LinkLimitThere(_target.Host, _target.Port),
        LinkEnd.Closed { Reason: { Length: > 0 } reason } => GelfErrors.LinkClosedAtOnce(_target.Host, _target.Port, reason),
        LinkEnd.Broke broke => GelfErrors.LinkClosedAtOnce(_target.Host, _target.Port, broke.Reason),
        _ => GelfErrors.LinkClosedAtOnce(_target.Host, _target.Port, "no reason given"),
    };

    private string Remote => $"{_target.Host}:{_target.Port}";
}
