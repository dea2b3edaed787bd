using System.Net;
using System.Net.Sockets;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>Somebody without the token who holds connections from one address: silent ones, half-sent requests, and answers that are never read.</summary>
internal static class Strangers
{
    private const int UnreadRequests = 5_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] s_half = "GET / HTTP/1.1\r\nHost: gelf\r\nX-"u8.ToArray();
    private static readonly byte[] s_whole = "GET / HTTP/1.1\r\nHost: gelf\r\n\r\n"u8.ToArray();

    /// <summary>Holds so many connections, and opens each anew as soon as it is closed.</summary>
    internal static Attack Hold(IPEndPoint relay, IPAddress from, int connections) =>
        new("strangers", (attack, cancel) => Task.WhenAll(Enumerable.Range(0, connections).Select(number => HoldOneAsync(relay, from, number % 3, attack, cancel))));

    private static async Task HoldOneAsync(IPEndPoint relay, IPAddress from, int kind, Attack attack, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
            try
            {
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(relay, cancellationToken);
                attack.Strike();
                if (kind == 0)
                    await AskAndNeverReadAsync(socket, cancellationToken);
                else
                    await WaitForEndAsync(socket, kind == 1 ? s_half : [], cancellationToken);
            }
            catch (SocketException)
            {
                // Thrown out; the next one.
            }
            await Task.Delay(s_breath, cancellationToken);
        }
    }

    private static async Task AskAndNeverReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            for (var i = 0; i < UnreadRequests; i++)
                await socket.SendAsync(s_whole, patience.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Held for long enough; the next one.
        }
    }

    private static async Task WaitForEndAsync(Socket socket, byte[] opening, CancellationToken cancellationToken)
    {
        if (opening.Length > 0)
            await socket.SendAsync(opening, cancellationToken);
        while (await socket.ReceiveAsync(new byte[1024], cancellationToken) > 0)
        {
        }
    }
}
