using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

/// <summary>
/// A link over one WebSocket, accepted or dialled. What is to be sent waits in a queue, and whoever flushes it sends: in the
/// thread that queued it as far as the kernel takes it, then whenever the socket can go on. What comes in is received in a loop,
/// in a thread of its own where the socket can wait in one. <see cref="RunAsync"/> owns the socket, and ends when all has.
/// </summary>
/// <param name="socket">The WebSocket.</param>
/// <param name="stream">The stream of the socket below it, also below TLS; null: something else lies between, such as Kestrel.</param>
/// <param name="remoteEndPoint">The other end.</param>
/// <param name="pool">Where messages come from.</param>
/// <param name="owner">Who takes what comes in.</param>
internal sealed class WebSocketLink(WebSocket socket, SocketStream? stream, EndPoint remoteEndPoint, MessagePool pool, ILinkOwner owner) : ILink
{
    private static readonly TimeSpan s_closingTimeout = TimeSpan.FromSeconds(2);

    private readonly LinkQueue _queue = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkCloseReason? _closeReason;

    // Owned by whoever is sending, which is one at a time.
    private Action? _goOn;
    private ValueTask _pending;
    private MessageBuffer? _pendingMessage;

    public EndPoint RemoteEndPoint { get; } = remoteEndPoint;

    public LinkCounters Counters { get; } = new();

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
        Counters.CountLeftOver(_queue.Complete());
        _closing.SetResult();
    }

    /// <summary>Carries messages until either end closes, the connection breaks, or the token is cancelled.</summary>
    /// <returns>Why it ended, in words for a person; null: it was closed in good order.</returns>
    internal async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static link => ((WebSocketLink)link!).Close(LinkCloseReason.GoingAway), this);
        var receiving = StartReceiving();
        Flush();
        await Task.WhenAny(_closing.Task, _sent.Task, receiving).ConfigureAwait(false);

        Close(LinkCloseReason.Done);
        Flush();
        // What still hangs then, at an end that neither reads nor answers, is cut off.
        using var timeout = new CancellationTokenSource(s_closingTimeout);
        await using var cutOff = timeout.Token.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), socket).ConfigureAwait(false);
        try
        {
            var sendError = await _sent.Task.ConfigureAwait(false) ?? await SayCloseAsync().ConfigureAwait(false);
            if (sendError is not null)
                socket.Abort();
            var receiveError = await receiving.ConfigureAwait(false);
            return receiveError ?? sendError;
        }
        finally
        {
            Counters.CountLeftOver(_queue.Clear());
            socket.Dispose();
        }
    }

    /// <summary>Sends what waits until nothing does, or the socket has to wait for the other end; then that goes on with it.</summary>
    private void SendWaiting()
    {
        while (_queue.TakeOrEndSending(out var moreFollow) is { } message)
        {
            _pendingMessage = message;
            if (stream is not null)
                stream.MoreFollows = moreFollow;
#pragma warning disable CA2012 // Kept in a field, and consumed once, in EndPending: awaiting it would allocate where it has to wait.
            try
            {
                _pending = socket.SendAsync(message.Memory, WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
            }
            catch (Exception e) when (IsConnectionError(e))
            {
                _pending = ValueTask.FromException(e);
            }
#pragma warning restore CA2012
            if (!_pending.IsCompleted)
            {
                _pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_goOn ??= GoOn);
                return;
            }
            if (!EndPending())
                return;
        }
        if (_queue.IsCompleted)
            _sent.TrySetResult(null);
    }

    private void GoOn()
    {
        if (EndPending())
            SendWaiting();
    }

    /// <summary>Takes note of how the sending of a message ended. False: nothing can be sent any more.</summary>
    private bool EndPending()
    {
        var message = _pendingMessage!;
        _pendingMessage = null;
        try
        {
            _pending.GetAwaiter().GetResult();
            Counters.CountSent(message.Length);
            return true;
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            Counters.CountLeftOver(1);
            _sent.TrySetResult(e.Message);
            return false;
        }
        finally
        {
            message.Release();
        }
    }

    private async Task<string?> SayCloseAsync()
    {
        // What was to follow the last message may have been let go of.
        if (stream is not null)
            stream.MoreFollows = false;
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(_closeReason!.Status, _closeReason.Text, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            return e.Message;
        }
    }

    private Task<string?> StartReceiving()
    {
        if (stream is null)
            return ReceiveAsync();
        stream.WaitsInThread = true;
        stream.OnIdle = owner.FlushAcks;
        // Each of its reads waits in that thread, so none of its awaits leaves it.
        return OwnThread.Run("gelf link", () => ReceiveAsync().GetAwaiter().GetResult());
    }

    private async Task<string?> ReceiveAsync()
    {
        var message = pool.Rent(MessagePool.BatchCapacity);
        var flushedAt = 0L;
        try
        {
            while (true)
            {
                var receiving = socket.ReceiveAsync(message.Array.AsMemory(message.Length), CancellationToken.None);
                // Where the socket waits in a thread, that tells; here, nothing else does.
                if (stream is null && (!receiving.IsCompleted || Stopwatch.GetElapsedTime(flushedAt) >= Ack.MaxDelay))
                {
                    owner.FlushAcks();
                    flushedAt = Stopwatch.GetTimestamp();
                }
                var result = await receiving.ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    return null;
                message.Length += result.Count;
                if (!result.EndOfMessage)
                {
                    if (message.Length < message.Capacity)
                        continue;
                    if (message.Length >= Envelope.MaxMessage)
                    {
                        owner.ReceiveMalformed(this);
                        Close(LinkCloseReason.TooLong);
                        return LinkCloseReason.TooLong.Text;
                    }
                    message = Grow(message);
                    continue;
                }
                Counters.CountReceived(message.Length);
                if (result.MessageType == WebSocketMessageType.Binary)
                    message = Hand(message);
                else
                    owner.ReceiveMalformed(this);
                message.Length = 0;
            }
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            return _closeReason is null ? e.Message : null;
        }
        finally
        {
            message.Release();
        }
    }

    private MessageBuffer Grow(MessageBuffer message)
    {
        var larger = pool.Rent(Envelope.MaxMessage);
        message.Span.CopyTo(larger.Array);
        larger.Length = message.Length;
        message.Release();
        return larger;
    }

    /// <summary>Gives the message to the owner, and returns one to receive into next.</summary>
    private MessageBuffer Hand(MessageBuffer message)
    {
        // A small one is copied out, so that what the owner keeps is small; a large one goes as it is.
        if (pool.IsRoomy(message))
        {
            var copy = pool.Copy(message.Span);
            owner.Receive(this, copy);
            copy.Release();
            return message;
        }
        owner.Receive(this, message);
        message.Release();
        return pool.Rent(MessagePool.BatchCapacity);
    }

    private static bool IsConnectionError(Exception e) => e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
