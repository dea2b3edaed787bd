using System.Net.WebSockets;

namespace Gelf.Tests.Unit.Links;

/// <summary>
/// A WebSocket that takes one message and gets no further, unless the test says what it does with each; receives nothing, and breaks when
/// the test says so.
/// </summary>
internal sealed class StuckSocket : WebSocket
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _sending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is given a message.</summary>
    internal Task Sending => _sending.Task;

    /// <summary>What happens when it is given a message, which it has sent then.</summary>
    internal Action? Taking { get; init; }

    /// <summary>What happens when it is to say that it closes.</summary>
    internal Action? Closing { get; init; }

    internal void Break() => _broken.TrySetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));

    public override WebSocketState State => _broken.Task.IsCompleted ? WebSocketState.Aborted : WebSocketState.Open;
    public override WebSocketCloseStatus? CloseStatus => null;
    public override string? CloseStatusDescription => null;
    public override string? SubProtocol => null;

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _sending.TrySetResult();
        if (Taking is not null)
        {
            Taking();
            return;
        }
        await _broken.Task.WaitAsync(cancellationToken);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        await _broken.Task.WaitAsync(cancellationToken);
        throw new InvalidOperationException("Nothing is ever received.");
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Closing?.Invoke();
        return Task.CompletedTask;
    }

    public override void Abort() => _broken.TrySetException(new WebSocketException(WebSocketError.InvalidState));
    public override void Dispose() => _broken.TrySetCanceled();
}
