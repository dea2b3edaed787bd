using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

/// <summary>
/// A link over one WebSocket, accepted or dialled. Two loops, one receiving and one sending, end each other through
/// <see cref="Close"/>; <see cref="RunAsync"/> owns the socket and ends when both have.
/// </summary>
internal sealed class WebSocketLink(WebSocket socket, EndPoint remoteEndPoint, MessagePool pool, ILinkOwner owner) : ILink
{
    private static readonly TimeSpan s_closingTimeout = TimeSpan.FromSeconds(2);

    private readonly LinkQueue _queue = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkCloseReason? _closeReason;

    public EndPoint RemoteEndPoint { get; } = remoteEndPoint;

    public LinkCounters Counters { get; } = new();

    public SendOutcome Send(MessageBuffer message, bool urgent)
    {
        var outcome = _queue.Add(message, urgent);
        if (outcome != SendOutcome.Queued)
            Counters.CountDropped();
        return outcome;
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
        using var timeout = new CancellationTokenSource();
        var sending = SendAsync(timeout.Token);
        var receiving = ReceiveAsync(timeout.Token);
        await Task.WhenAny(_closing.Task, sending, receiving).ConfigureAwait(false);

        Close(LinkCloseReason.Done);
        // What still hangs then, at an end that neither reads nor answers, is cut off.
        timeout.CancelAfter(s_closingTimeout);
        try
        {
            var sendError = await sending.ConfigureAwait(false);
            if (sendError is not null)
                await timeout.CancelAsync().ConfigureAwait(false);
            var receiveError = await receiving.ConfigureAwait(false);
            return receiveError ?? sendError;
        }
        finally
        {
            Counters.CountLeftOver(_queue.Clear());
            socket.Dispose();
        }
    }

    private async Task<string?> SendAsync(CancellationToken timeout)
    {
        try
        {
            while (true)
            {
                if (_queue.TryTake() is { } message)
                {
                    try
                    {
                        await socket.SendAsync(message.Memory, WebSocketMessageType.Binary, true, timeout).ConfigureAwait(false);
                        Counters.CountSent(message.Length);
                    }
                    catch
                    {
                        Counters.CountLeftOver(1);
                        throw;
                    }
                    finally
                    {
                        message.Release();
                    }
                }
                else if (_queue.IsCompleted)
                {
                    break;
                }
                else
                {
                    await _queue.WaitAsync().ConfigureAwait(false);
                }
            }
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(_closeReason!.Status, _closeReason.Text, timeout).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            return e.Message;
        }
    }

    private async Task<string?> ReceiveAsync(CancellationToken timeout)
    {
        var message = pool.Rent(MessagePool.BatchCapacity);
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(message.Array.AsMemory(message.Length), timeout).ConfigureAwait(false);
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
        if (MessagePool.IsRoomy(message))
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
