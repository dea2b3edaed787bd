using System.Net;
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

/// <summary>A link that a node dials and keeps up: after a failure it tries again, until it is disposed of.</summary>
internal sealed class OutgoingLink : IAsyncDisposable
{
    private readonly JoinLink _target;
    private readonly ILinkOwner _owner;
    private readonly MessagePool _pool;
    private readonly TimeProvider _time;
    private readonly Action<RelayNotice> _notify;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new();
    private Task _running = Task.CompletedTask;

    internal OutgoingLink(JoinLink target, ILinkOwner owner, MessagePool pool, TimeProvider time, Action<RelayNotice> notify)
    {
        _target = target;
        _owner = owner;
        _pool = pool;
        _time = time;
        _notify = notify;
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
                await AttemptAsync().ConfigureAwait(false);
                State = OutgoingLinkState.Waiting;
                await Task.Delay(_backoff.Next(), _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            State = OutgoingLinkState.Closed;
            _opened.TrySetCanceled();
        }
    }

    private async Task AttemptAsync()
    {
        State = OutgoingLinkState.Connecting;
        WebSocketLink link;
        try
        {
            var (socket, stream) = await Dialler.DialAsync(_target, _stop.Token).ConfigureAwait(false);
            link = new WebSocketLink(socket, stream, RemoteEndPoint, _pool, _owner);
        }
        catch (GelfException e)
        {
            // Told when it starts to fail, not at each attempt.
            if (Problem is null && _opened.Task.IsCompletedSuccessfully)
                _notify(new RelayNotice.DialFailed(e));
            Problem = e;
            _opened.TrySetException(e);
            return;
        }
        await CarryAsync(link).ConfigureAwait(false);
    }

    private async Task CarryAsync(WebSocketLink link)
    {
        if (!_owner.TryAttach(link))
            link.Close(LinkCloseReason.Full);
        State = OutgoingLinkState.Open;
        Problem = null;
        _backoff.Reset();
        _opened.TrySetResult();
        _notify(new RelayNotice.LinkOpened(_target.Host, _target.Port));
        try
        {
            var error = await link.RunAsync(_stop.Token).ConfigureAwait(false);
            _notify(error is null ? new RelayNotice.LinkClosed(_target.Host, _target.Port) : new RelayNotice.LinkBroke(_target.Host, _target.Port, error));
        }
        finally
        {
            _owner.Detach(link);
        }
    }
}
