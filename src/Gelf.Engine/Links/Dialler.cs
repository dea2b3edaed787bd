using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Gelf.Engine.Links;

/// <summary>Opens a WebSocket to a relay, as a wire does.</summary>
internal static class Dialler
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <returns>The WebSocket, and the stream below it if nothing lies between.</returns>
    /// <exception cref="GelfException">The relay cannot be reached, or refuses.</exception>
    internal static async Task<(WebSocket Socket, SocketStream? Stream)> DialAsync(JoinLink target, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Web.LinkEndpoint.Version);
        socket.Options.AddSubProtocol(Web.LinkEndpoint.TokenPrefix + target.Token);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.CollectHttpResponseDetails = true;
        SocketStream? stream = null;
        // A relay is reached as the host reaches it; a web proxy is not asked.
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = async (context, cancel) => stream = await ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false) };
        using var http = new HttpMessageInvoker(handler);
        try
        {
            await socket.ConnectAsync(target.LinkUri, http, timeout.Token).ConfigureAwait(false);
            return (socket, target.LinkUri.Scheme == Uri.UriSchemeWs ? stream : null);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw status switch
            {
                HttpStatusCode.Unauthorized => GelfErrors.LinkRefused(target),
                HttpStatusCode.BadRequest => GelfErrors.LinkVersion(target),
                _ => GelfErrors.LinkUnreachable(target, e is OperationCanceledException ? $"no answer within {s_timeout.TotalSeconds} s" : Innermost(e).Message, e),
            };
        }
    }

    private static async Task<SocketStream> ConnectAsync(DnsEndPoint remote, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Not Socket's own ConnectAsync, which would make it one of .NET's asynchronous sockets for good.
            await using var cancel = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket).ConfigureAwait(false);
            await OwnThread.Run("gelf dial", () =>
            {
                socket.Connect(remote);
                return true;
            }).ConfigureAwait(false);
            return new SocketStream(socket);
        }
        catch
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is null ? e : Innermost(e.InnerException);
}
