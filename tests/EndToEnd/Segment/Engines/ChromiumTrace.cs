using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>What the threads of a Chromium do, told by its developer tools.</summary>
internal static class ChromiumTrace
{
    /// <summary>Records while something goes on. What the browser had no room to record fails the test.</summary>
    /// <param name="phone">Where the browser runs.</param>
    /// <param name="debuggerAddress">Where it can be debugged, in there.</param>
    /// <param name="categories">What to record.</param>
    /// <param name="meanwhile">What goes on.</param>
    internal static async Task<IReadOnlyList<JsonElement>> RecordAsync(NetworkNamespace phone, string debuggerAddress, string[] categories, Action meanwhile)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (context, _) => ValueTask.FromResult<Stream>(Connect(phone, context.DnsEndPoint.Port)) });
        var version = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://{debuggerAddress}/json/version"), cancellationToken));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(version.RootElement.GetProperty("webSocketDebuggerUrl").GetString()!), http, cancellationToken);

        await SendAsync(socket, new { id = 1, method = "Tracing.start", @params = new { traceConfig = new { includedCategories = categories } } });
        await ReceiveAsync(socket, message => message.TryGetProperty("id", out _));
        meanwhile();
        await SendAsync(socket, new { id = 2, method = "Tracing.end" });

        var events = new List<JsonElement>();
        var end = await ReceiveAsync(socket, message =>
        {
            if (Method(message) == "Tracing.dataCollected")
                events.AddRange(message.GetProperty("params").GetProperty("value").EnumerateArray());
            return Method(message) == "Tracing.tracingComplete";
        });
        Assert.False(end.GetProperty("params").GetProperty("dataLossOccurred").GetBoolean());
        return events;
    }

    private static NetworkStream Connect(NetworkNamespace phone, int port) => NamespaceThread.Run(phone, () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return new NetworkStream(socket, ownsSocket: true);
    });

    private static Task SendAsync(ClientWebSocket socket, object message) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>Receives until a message is the last one.</summary>
    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket, Func<JsonElement, bool> isLast)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var bytes = new MemoryStream();
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
                Assert.Equal(WebSocketMessageType.Text, received.MessageType);
                bytes.Write(buffer, 0, received.Count);
            }
            while (!received.EndOfMessage);
            var message = JsonDocument.Parse(bytes.ToArray()).RootElement;
            Assert.False(message.TryGetProperty("error", out var error), $"{error}");
            if (isLast(message))
                return message;
        }
    }

    private static string? Method(JsonElement message) => message.TryGetProperty("method", out var method) ? method.GetString() : null;
}
