using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Web.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gelf.Engine.Web;

/// <summary>
/// <c>GET /link</c>: lets a WebSocket in that shows the token among its subprotocols, and speaks a version that is known.
/// The token comes that way because browsers can set no headers, and URLs get into logs.
/// </summary>
internal sealed class LinkEndpoint(string token, Func<WebSocket, SocketStream?, EndPoint, Task> runLink, Reporter report)
{
    internal const string Path = "/link";

    internal async Task HandleAsync(HttpContext context)
    {
        var offered = context.Request.Headers.SecWebSocketProtocol.SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries)).ToArray();
        if (!ShowsToken(offered))
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "The token is missing or wrong.").ConfigureAwait(false);
        else if (!context.WebSockets.IsWebSocketRequest)
            await RefuseAsync(context, StatusCodes.Status426UpgradeRequired, "This address speaks WebSocket only.").ConfigureAwait(false);
        else if (!offered.Contains(LinkSubprotocol.Version, StringComparer.Ordinal))
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The version is not spoken here.").ConfigureAwait(false);
        else
            await AcceptAsync(context).ConfigureAwait(false);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        var connection = context.Features.GetRequiredFeature<IDetachableConnection>();
        if (!connection.TryBecomeLink())
            return;
        try
        {
            await RunAsync(context, connection).ConfigureAwait(false);
        }
        finally
        {
            connection.EndLink();
        }
    }

    private async Task RunAsync(HttpContext context, IDetachableConnection connection)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        // A socket that listens on :: shows IPv4 clients as ::ffff:192.0.2.1.
        var remote = new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort);
        // The protocol has an echo of its own, and needs no pings below it.
        var accept = new WebSocketAcceptContext { SubProtocol = LinkSubprotocol.Version, KeepAliveInterval = TimeSpan.Zero, DangerousEnableCompression = false };
        if (!context.Request.IsHttps)
            connection.StopReceiving();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(accept).ConfigureAwait(false);
        if (context.Request.IsHttps)
        {
            await runLink(socket, null, remote).ConfigureAwait(false);
            return;
        }
        if (await connection.DetachAsync().ConfigureAwait(false) is not { } stream)
            return;
        using var direct = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = LinkSubprotocol.Version, KeepAliveInterval = TimeSpan.Zero });
        await runLink(direct, stream, remote).ConfigureAwait(false);
    }

    private bool ShowsToken(string[] offered)
    {
        foreach (var protocol in offered)
            if (protocol.StartsWith(LinkSubprotocol.TokenPrefix, StringComparison.Ordinal))
                return LinkToken.Matches(token, protocol[LinkSubprotocol.TokenPrefix.Length..]);
        return false;
    }

    // Pages of other relays may read this: a browser does not tell them why a WebSocket did not open. It says no more than an
    // upgrade would, and whether the token is right least of all: a page can send none over fetch.
    private async Task RefuseAsync(HttpContext context, int status, string text)
    {
        report.Information(nameof(Web), $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}: refused with {status}. {text}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Connection = "close"; // who is refused would only keep a place
        await context.Response.WriteAsync($"{text}\nVersions spoken here: {LinkSubprotocol.Version}.\n", context.RequestAborted).ConfigureAwait(false);
    }
}
