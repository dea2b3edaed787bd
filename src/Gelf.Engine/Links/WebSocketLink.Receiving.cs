using System.Diagnostics;
using System.Net.WebSockets;
using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

// Receives messages, and hands them to the owner.
internal sealed partial class WebSocketLink
{
    private Task<string?> StartReceiving()
    {
        if (stream is null)
            return ReceiveAsync();
        stream.WaitsInThread = true;
        stream.OnIdle = FlushAcks;
        // Every read waits in that thread, so no await leaves it.
        return OwnThread.Run("gelf link", () => ReceiveAsync().GetAwaiter().GetResult());
    }

    // The socket calls this, and would treat an exception as an error of the connection.
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
        // Reads on until the other end closes. Closing a socket with unread data resets the connection, and the other end would not
        // get the close status.
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
        // Not released if the owner throws, because the owner may still hold it.
        var message = pool.Rent(MessagePool.BatchCapacity);
        var flushedAt = 0L;
        string? error = null;
        while (true)
        {
            ValueWebSocketReceiveResult result;
            // Only errors of the socket end here.
            try
            {
                var receiving = socket.ReceiveAsync(message.Array.AsMemory(message.Length), CancellationToken.None);
                // A socket that waits in a thread calls FlushAcks itself; any other does not.
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

    /// <summary>Gives a whole message to the owner, and puts the buffer for the next one in its place.</summary>
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

    /// <summary>Gives the message to the owner, and returns the buffer for the next one.</summary>
    private MessageBuffer Hand(MessageBuffer message)
    {
        // A small message is copied, so that the owner keeps a small buffer; a large one goes as it is.
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
}
