using System.Net.WebSockets;

namespace Gelf.Tests.Unit.Links;

/// <summary>A WebSocket that takes one message and gets no further, receives nothing, and breaks when the test says so.</summary>
internal sealed class StuckSocket : WebSocket
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _sending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is given a message.</summary>
    internal Task Sending => _sending.Task;

    internal void Break() => _broken.SetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));

    public override WebSocketState State => _broken.Task.IsCompleted ? WebSocketState.Aborted : WebSocketState.Open;
    public override WebSocketCloseStatus? CloseStatus => null;
    public override string? CloseStatusDescription => null;
    public override string? SubProtocol => null;

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _sending.TrySetResult();
        await _broken.Task.WaitAsync(cancellationToken);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        await _broken.Task.WaitAsync(cancellationToken);
        throw new InvalidOperationException("Nothing is ever received.");
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;
    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;
    public override void Abort() => _broken.TrySetException(new WebSocketException(WebSocketError.InvalidState));
    public override void Dispose() => _broken.TrySetCanceled();
}
