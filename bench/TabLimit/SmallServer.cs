using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TabLimit;

/// <summary>
/// As much of a web server as one tab needs: two files, and WebSockets, over bare sockets. A full server would cost time that
/// would count as the tab's.
/// </summary>
internal sealed partial class SmallServer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<WebSocket, CancellationToken, Task> _serve;

    internal SmallServer(Socket listener, Func<WebSocket, CancellationToken, Task> serve)
    {
        _serve = serve;
        _ = AcceptAsync(listener);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var head = await ReadHeadAsync(stream);
            if (KeyLine().Match(head) is not { Success: true } key)
            {
                await stream.WriteAsync(PageFor(head), _stop.Token);
                return;
            }
            await stream.WriteAsync(UpgradeFor(key.Groups[1].Value), _stop.Token);
            using var webSocket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            await _serve(webSocket, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or WebSocketException or ObjectDisposedException)
        {
            // The tab went, or the measurement is over.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var bytes = new byte[8192];
        var length = 0;
        while (length < bytes.Length)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length), _stop.Token);
            length += read;
            if (read == 0 || bytes.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                break;
        }
        return Encoding.ASCII.GetString(bytes, 0, length);
    }

    private static byte[] UpgradeFor(string key)
    {
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1, and nothing is protected by it.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        return Head("101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Accept: {accept}");
    }

    private static byte[] PageFor(string head)
    {
        var isPage = head.StartsWith("GET / ", StringComparison.Ordinal);
        var (name, type) = isPage ? ("page.html", "text/html") : ("worker.js", "text/javascript");
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var body = new byte[file.Length];
        file.ReadExactly(body);
        return [.. Head("200 OK", $"Content-Type: {type}", $"Content-Length: {body.Length}", "Connection: close"), .. body];
    }

    private static byte[] Head(string status, params string[] fields) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Join("\r\n", fields)}\r\n\r\n");

    [GeneratedRegex("^Sec-WebSocket-Key: *([^ \r]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex KeyLine();
}
