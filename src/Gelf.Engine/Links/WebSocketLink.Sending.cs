using System.Net.WebSockets;

namespace Gelf.Engine.Links;

// Sends what is queued, and the close.
internal sealed partial class WebSocketLink
{
    /// <summary>Sends what waits. If the socket has to wait for the other end, its completion goes on.</summary>
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

    /// <summary>Notes how the sending of a message ended. False: the link can send nothing more.</summary>
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
        // The message that should have followed the last one may have been released.
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
}
