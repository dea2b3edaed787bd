using System.Net;
using System.Net.WebSockets;

namespace Gelf.Engine.Links;

/// <summary>Opens a WebSocket to a relay, as a wire does.</summary>
internal static class Dialler
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <exception cref="GelfException">The relay cannot be reached, or refuses.</exception>
    internal static async Task<WebSocket> DialAsync(JoinLink target, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Web.LinkEndpoint.Version);
        socket.Options.AddSubProtocol(Web.LinkEndpoint.TokenPrefix + target.Token);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.CollectHttpResponseDetails = true;
        // A relay is reached as the host reaches it; a web proxy is not asked.
        socket.Options.Proxy = null;
        try
        {
            await socket.ConnectAsync(target.LinkUri, timeout.Token).ConfigureAwait(false);
            return socket;
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

    private static Exception Innermost(Exception e) => e.InnerException is null ? e : Innermost(e.InnerException);
}
