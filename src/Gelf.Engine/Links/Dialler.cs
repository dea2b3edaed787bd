using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Links;

/// <summary>Opens a WebSocket to a relay, as a wire does.</summary>
internal static class Dialler
{
    private const int LongestPlace = 300; // a host name has 253 characters at most
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <returns>The WebSocket, and the stream of the socket below it, and below TLS.</returns>
    /// <exception cref="GelfException">The relay cannot be reached, or refuses.</exception>
    internal static async Task<(WebSocket Socket, SocketStream Stream)> DialAsync(JoinLink target, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(LinkSubprotocol.Version);
        socket.Options.AddSubProtocol(LinkSubprotocol.TokenPrefix + target.Token);
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.CollectHttpResponseDetails = true;
        SocketStream? stream = null;
        SslPolicyErrors? certificate = null; // null as long as none was shown
        // A relay is reached as the host reaches it; a web proxy is not asked. Redirects are not followed: the token would be shown to
        // whomever they name.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectCallback = async (context, cancel) => stream = await ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false) };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => (certificate = errors) == SslPolicyErrors.None;
        using var http = new HttpMessageInvoker(handler);
        try
        {
            await socket.ConnectAsync(target.LinkUri, http, timeout.Token).ConfigureAwait(false);
            return (socket, stream!);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            var status = socket.HttpStatusCode;
            var location = RedirectOf(socket, target);
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw status switch
            {
                HttpStatusCode.Unauthorized => GelfErrors.LinkRefused(target.Host, target.Port),
                >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => GelfErrors.LinkRedirected(target.Host, target.Port, location),
                not 0 => GelfErrors.LinkVersion(target.Host, target.Port, LinkSubprotocol.Version),
                _ when e is OperationCanceledException => GelfErrors.LinkTimedOut(target.Host, target.Port, s_timeout.TotalSeconds, e),
                _ when stream is null => GelfErrors.LinkUnreachable(target.Host, target.Port, ReasonOf(Innermost(e)), e),
                _ when certificate is { } errors and not SslPolicyErrors.None => GelfErrors.LinkUntrusted(target.Host, target.Port, errors, e),
                _ when target.Scheme == Uri.UriSchemeHttps && certificate is null => GelfErrors.LinkNotHttps(target.Host, target.Port, e),
                _ when target.Scheme == Uri.UriSchemeHttp => GelfErrors.LinkNotHttp(target.Host, target.Port, e),
                _ => GelfErrors.LinkUnreachable(target.Host, target.Port, ReasonOf(Innermost(e)), e),
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

    /// <summary>
    /// Scheme, host and port that an answer leads to; empty: it names none that can be shown. Whoever answered has written it: it may
    /// have the token in it, or characters that nobody sees.
    /// </summary>
    private static string RedirectOf(ClientWebSocket answered, JoinLink target)
    {
        var asked = new Uri($"{target.Scheme}://{target.Host}:{target.Port}{target.LinkUri.AbsolutePath}");
        if (answered.HttpResponseHeaders?.GetValueOrDefault("Location")?.FirstOrDefault() is not { } text
            || !Uri.TryCreate(asked, text, out var uri)
            || !(uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
            return "";
        var place = $"{uri.Scheme}://{(uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost)}:{uri.Port}";
        return place.Length <= LongestPlace && Ascii.IsValid(place) && !place.Contains(target.Token, StringComparison.OrdinalIgnoreCase) ? place : "";
    }

    // What the system says, without the address that .NET adds: it is the one that was given, in the form of IPv6. Other messages may
    // repeat what the other end has said.
    private static string ReasonOf(Exception e) => e is SocketException error ? new SocketException(error.ErrorCode).Message : VisibleText.Of(e.Message);

    private static Exception Innermost(Exception e) => e.InnerException is null ? e : Innermost(e.InnerException);
}
