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
    private Exception? _failure;
    private bool _hasReceived;

    // Owned by whoever is sending, which is one at a time.
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
            // What still hangs then, at an end that neither reads nor answers, is cut off.
            using var timeout = new CancellationTokenSource(s_closingTimeout);
            await using var cutOff = timeout.Token.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), socket).ConfigureAwait(false);
            var sendError = await _sent.Task.ConfigureAwait(false) ?? await SayCloseAsync().ConfigureAwait(false);
            if (sendError is not null)
                socket.Abort();
            var receiveError = await receiving.ConfigureAwait(false);
            return _failure is { } failure ? new LinkEnd.Failed(failure)
                : (receiveError ?? sendError) is { } error ? new LinkEnd.Broke(error)
                : new LinkEnd.Closed(socket.CloseStatus, socket.CloseStatusDescription);
        }
        finally
        {
            Counters.CountLeftOver(_queue.Clear());
            socket.Dispose();
        }
    }

    /// <summary>Takes note of an exception that nobody expected, and closes the link: whoever flushes it is not to suffer.</summary>
    private void Fail(Exception error)
    {
        Interlocked.CompareExchange(ref _failure, error, null);
        Close(LinkCloseReason.Failed);
    }

    /// <summary>Sends what waits until nothing does, or the socket has to wait for the other end; then that goes on with it.</summary>
    private void SendWaiting()
    {
        try
        {
            SendAll();
        }
        catch (Exception e)
        {
            Fail(e);
            _sent.TrySetResult(e.Message);
        }
    }

    private void SendAll()
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
            catch (Exception e)
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
        try
        {
            if (EndPending())
                SendAll();
        }
        catch (Exception e)
        {
            Fail(e);
            _sent.TrySetResult(e.Message);
        }
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
        catch (Exception e)
        {
            Counters.CountLeftOver(1);
            Fail(e);
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
        stream.OnIdle = FlushAcks;
        // Each of its reads waits in that thread, so none of its awaits leaves it.
        return OwnThread.Run("gelf link", () => ReceiveAsync().GetAwaiter().GetResult());
    }

    // The socket calls this, and would take what it throws for an error of the connection.
    private void FlushAcks()
    {
        try
        {
            owner.FlushAcks();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private async Task<string?> ReceiveAsync()
    {
        try
        {
            return await ReceiveMessagesAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        // The other end is heard out, or the network would cut off what it is told.
        var ignored = new byte[4096];
        while (await TryReceiveAsync(ignored).ConfigureAwait(false))
        {
        }
        return null;
    }

    /// <summary>Hands messages to the owner until the connection ends; what the owner throws goes through.</summary>
    /// <returns>Why it broke; null: it was closed.</returns>
    private async Task<string?> ReceiveMessagesAsync()
    {
        // Not given back where the owner throws: nobody knows who has it then.
        var message = pool.Rent(MessagePool.BatchCapacity);
        var flushedAt = 0L;
        string? error = null;
        while (true)
        {
            ValueWebSocketReceiveResult result;
            // The socket's own errors end here, and nobody else's.
            try
            {
                var receiving = socket.ReceiveAsync(message.Array.AsMemory(message.Length), CancellationToken.None);
                // Where the socket waits in a thread, that tells; here, nothing else does.
                if (stream is null && (!receiving.IsCompleted || Stopwatch.GetElapsedTime(flushedAt) >= Ack.MaxDelay))
                {
                    FlushAcks();
                    flushedAt = Stopwatch.GetTimestamp();
                }
                result = await receiving.ConfigureAwait(false);
            }
            catch (Exception e) when (IsConnectionError(e))
            {
                error = _closeReason is null ? e.Message : null;
                break;
            }
            if (result.MessageType == WebSocketMessageType.Close)
                break;
            message.Length += result.Count;
            if (!result.EndOfMessage)
            {
                if (message.Length < message.Capacity)
                    continue;
                if (message.Length >= Envelope.MaxMessage)
                {
                    owner.ReceiveMalformed(this);
                    Close(LinkCloseReason.TooLong);
                    error = LinkCloseReason.TooLong.Text;
                    break;
                }
                message = Grow(message);
                continue;
            }
            Take(result.MessageType, ref message);
        }
        message.Release();
        return error;
    }

    /// <summary>Gives a whole message to the owner; what is to be received into next takes its place.</summary>
    private void Take(WebSocketMessageType type, ref MessageBuffer message)
    {
        Counters.CountReceived(message.Length);
        if (!_hasReceived)
        {
            _hasReceived = true;
            OnFirst?.Invoke();
        }
        if (type == WebSocketMessageType.Binary)
            message = Hand(message);
        else
            owner.ReceiveMalformed(this);
        message.Length = 0;
    }

    private async Task<bool> TryReceiveAsync(Memory<byte> ignored)
    {
        try
        {
            return (await socket.ReceiveAsync(ignored, CancellationToken.None).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close;
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            return false;
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
