using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

/// <summary>
/// A link over one WebSocket, accepted or dialled. Messages to send wait in a queue. The thread that flushes the queue sends as
/// much as the kernel takes; the rest goes whenever the socket can go on. A loop receives messages, in a thread of its own if the
/// socket can wait in one. <see cref="RunAsync"/> owns the socket, and ends when sending and receiving have ended.
/// </summary>
/// <param name="socket">The WebSocket.</param>
/// <param name="stream">The stream of the socket below it, also below TLS; null: something else lies between, such as Kestrel.</param>
/// <param name="remoteEndPoint">The other end.</param>
/// <param name="pool">Where messages come from.</param>
/// <param name="owner">Who takes what comes in.</param>
internal sealed partial class WebSocketLink(WebSocket socket, SocketStream? stream, EndPoint remoteEndPoint, MessagePool pool, ILinkOwner owner) : ILink
{
    private static readonly TimeSpan s_closingTimeout = TimeSpan.FromSeconds(2);

    private readonly LinkQueue _queue = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkCloseReason? _closeReason;
    private Exception? _failure;
    private bool _hasReceived;

    // Only the sender uses these, and there is one at a time.
    private Action? _goOn;
    private ValueTask _pending;
    private MessageBuffer? _pendingMessage;

    public EndPoint RemoteEndPoint { get; } = remoteEndPoint;

    public LinkCounters Counters { get; } = new();

    /// <summary>Called when a first message has come, before the owner gets it: the other end has taken the link in.</summary>
    internal Action? OnFirst { get; set; }

    public SendOutcome Send(MessageBuffer message, bool urgent)
    {
        var outcome = _queue.Add(message, urgent);
        if (outcome != SendOutcome.Queued)
            Counters.CountDropped();
        return outcome;
    }

    public void Flush()
    {
        if (_queue.TryBeginSending())
            SendWaiting();
    }

    public void Close(LinkCloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null)
            return;
        try
        {
            Counters.CountLeftOver(_queue.Complete());
        }
        finally
        {
            _closing.SetResult();
        }
    }

    /// <summary>Carries messages until either end closes, the connection breaks, the owner throws, or the token is cancelled.</summary>
    internal async Task<LinkEnd> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var registration = cancellationToken.UnsafeRegister(static link => ((WebSocketLink)link!).Close(LinkCloseReason.GoingAway), this);
            var receiving = StartReceiving();
            Flush();
            await Task.WhenAny(_closing.Task, _sent.Task, receiving).ConfigureAwait(false);

            Close(LinkCloseReason.Done);
            Flush();
            // If the other end neither reads nor answers, the connection is cut after this time.
            using var timeout = new CancellationTokenSource(s_closingTimeout);
            await using var cutOff = timeout.Token.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), socket).ConfigureAwait(false);
            var sendError = await _sent.Task.ConfigureAwait(false) ?? await SayCloseAsync().ConfigureAwait(false);
            if (sendError is not null)
                socket.Abort();
            var receiveError = await receiving.ConfigureAwait(false);
            return _failure is { } failure ? new LinkEnd.Failed(failure)
                : (receiveError ?? sendError) is { } error ? new LinkEnd.Broke(error)
                : new LinkEnd.Closed(socket.CloseStatus, socket.CloseStatusDescription is { } reason ? VisibleText.Of(reason) : null);
        }
        finally
        {
            Counters.CountLeftOver(_queue.Clear());
            socket.Dispose();
        }
    }

    /// <summary>Notes an unexpected exception, and closes the link. The thread that flushed the link goes on.</summary>
    private void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _failure, error, null);
        Close(LinkCloseReason.Failed);
    }

    private static bool IsConnectionError(Exception e) => e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
