using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TabHeap;

/// <summary>As much of the Chrome DevTools Protocol as it takes to ask every page and worker for its memory.</summary>
internal sealed class DevTools : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _waiting = new();
    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private int _lastId;

    internal async Task ConnectAsync(Uri address)
    {
        await _socket.ConnectAsync(address, CancellationToken.None);
        _ = ReceiveAsync();
        await AttachAsync(null);
    }

    /// <summary>The bytes on all JavaScript heaps, and those of array buffers.</summary>
    internal async Task<(long Heap, long Buffers)> MeasureAsync()
    {
        var (heap, buffers) = (0L, 0L);
        foreach (var session in _sessions.Keys)
        {
            // A target that is just going has no memory any more.
            if (await AskAsync("Runtime.getHeapUsage", null, session) is not { } usage)
                continue;
            heap += (long)usage["usedSize"]!.GetValue<double>();
            buffers += (long)(usage["backingStorageSize"]?.GetValue<double>() ?? 0);
        }
        return (heap, buffers);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    // A page's workers are told to the page's session only, so each new session is asked for its own targets.
    private Task<JsonNode?> AttachAsync(string? session)
    {
        var options = new JsonObject { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = false, ["flatten"] = true };
        return AskAsync("Target.setAutoAttach", options, session);
    }

    private async Task<JsonNode?> AskAsync(string method, JsonObject? parameters, string? session)
    {
        var id = Interlocked.Increment(ref _lastId);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        await _sending.WaitAsync();
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
            await _socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(s_patience);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            var buffer = new byte[64 * 1024];
            using var message = new MemoryStream();
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                message.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                message.SetLength(0);
            }
            Environment.Exit(0);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"TabHeap: {e.Message}");
            Environment.Exit(1);
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_waiting.TryRemove(id.GetValue<int>(), out var answer))
                answer.TrySetResult(message["result"]);
            return;
        }
        var session = message["params"]?["sessionId"]?.GetValue<string>();
        var type = message["params"]?["targetInfo"]?["type"]?.GetValue<string>();
        switch (message["method"]?.GetValue<string>())
        {
            case "Target.attachedToTarget" when type is "page" or "worker" or "shared_worker" or "iframe":
                _sessions[session!] = "";
                _ = AttachAsync(session);
                break;
            case "Target.detachedFromTarget":
                _sessions.TryRemove(session!, out _);
                break;
        }
    }
}
