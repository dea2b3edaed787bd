using System.Diagnostics;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace TabLimit;

/// <summary>
/// What goes from the source through the tab to the sink: messages of a size at which a tab is fastest, a bounded number at once.
/// </summary>
internal sealed class Flow : IDisposable
{
    private const int MessageSize = 256 * 1024;

    // Enough for the tab never to wait, and too little for its send buffer to grow without end.
    private const int MostOnTheirWay = 16;

    private readonly SemaphoreSlim _free = new(MostOnTheirWay);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;

    internal Task FirstMessage => _first.Task;

    internal async Task SendAsync(WebSocket source, CancellationToken stop)
    {
        var message = RandomNumberGenerator.GetBytes(MessageSize);
        while (true)
        {
            await _free.WaitAsync(stop);
            await source.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, stop);
        }
    }

    internal async Task ReceiveAsync(WebSocket sink, CancellationToken stop)
    {
        var buffer = new byte[MessageSize];
        while (true)
        {
            var received = await sink.ReceiveAsync(buffer.AsMemory(), stop);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            Interlocked.Add(ref _received, received.Count);
            if (!received.EndOfMessage)
                continue;
            _free.Release();
            _first.TrySetResult();
        }
    }

    public void Dispose() => _free.Dispose();

    /// <summary>The bits per second that arrive.</summary>
    internal async Task<double> MeasureAsync(TimeSpan duration)
    {
        var before = Interlocked.Read(ref _received);
        var watch = Stopwatch.StartNew();
        await Task.Delay(duration);
        return (Interlocked.Read(ref _received) - before) * 8 / watch.Elapsed.TotalSeconds;
    }
}
