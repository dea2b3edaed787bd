using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gelf.Engine.Reporting;
using Gelf.Engine.Web.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gelf.Engine.Web;

/// <summary>Kestrel with two things to serve: the page, and links. Over TLS if there is a certificate, and then not otherwise.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(3);
    // For a TLS handshake, for a request's headers, and until a connection has a next request. Strangers has the rest of the limits.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private const int SmallBlock = 4 * 1024;
    private const int LargeBlock = 128 * 1024;
    // More than a relay takes links: those that it refuses, and those that are closing, are upgraded as well, so that a client
    // hears from the relay why, not from Kestrel a 500.
    private const int MaxUpgradedConnections = 128;
    private const int MaxHeaderBytes = 16 * 1024;

    private readonly IPEndPoint _endpoint;
    private readonly HttpsConnectionAdapterOptions? _https;
    private readonly IHost _host;
    private ListenOptions? _listening;

    /// <param name="endpoint">Where it listens.</param>
    /// <param name="links">What takes links.</param>
    /// <param name="fail">Told why it listens no more, if that was not asked for.</param>
    /// <param name="report">Gets Kestrel's log, and what nobody expected.</param>
    /// <param name="certificate">For TLS; null: plain http.</param>
    /// <param name="chain">The certificates between that one and its root.</param>
    internal WebHost(IPEndPoint endpoint, LinkEndpoint links, Action<Exception> fail, Reporter report, X509Certificate2? certificate = null, X509Certificate2Collection? chain = null)
    {
        _endpoint = endpoint;
        _https = certificate is null ? null : new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ServerCertificateChain = chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = s_patience,
        };
        // Empty: no configuration files, no environment variables, no logging to a console that is somebody's prompt. And no
        // WebApplication, which brings routing, authorization and more along: the module carries all that this needs.
        void Gone(Exception reason) => fail(GelfErrors.ListenerGone(_listening?.IPEndPoint ?? endpoint, reason.Message, reason));
        _host = new HostBuilder().ConfigureWebHost(
            web => web.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure).ConfigureServices(services => AddServices(services, Gone, report)).Configure(app =>
            {
                app.UseWebSockets();
                app.Run(context => context.Request.Path == LinkEndpoint.Path ? links.HandleAsync(context) : PageFiles.HandleAsync(context));
            }),
            options => options.SuppressEnvironmentConfiguration = true).Build();
    }

    /// <summary>The port that it listens on, once started.</summary>
    internal int Port => _listening?.IPEndPoint?.Port ?? 0;

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Find<SocketException>(e) is { } error)
        {
            throw error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => GelfErrors.PortTaken(_endpoint.Address, _endpoint.Port, e),
                SocketError.AccessDenied => GelfErrors.PortDenied(_endpoint.Port, e),
                _ => GelfErrors.ListenAddressInvalid(_endpoint.Address, e),
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(s_stopTimeout);
        try
        {
            await _host.StopAsync(timeout.Token).ConfigureAwait(false);
        }
        finally
        {
            await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void AddServices(IServiceCollection services, Action<Exception> gone, Reporter report)
    {
        services.AddSingleton<IHostLifetime, NoLifetime>();
        var (small, large) = (new BlockPool(SmallBlock, kept: 1024, pinned: false), new BlockPool(LargeBlock, kept: 32, pinned: true));
        var strangers = new Strangers(TimeProvider.System, report);
        services.AddSingleton<IConnectionListenerFactory>(
            new SocketTransport(gone, report, strangers, (socket, poller) => new SocketConnection(socket, poller, strangers, small, large, report)));
        services.AddSingleton<ILoggerFactory>(report.Log);
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentUpgradedConnections = MaxUpgradedConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        options.Limits.RequestHeadersTimeout = s_patience;
        options.Limits.KeepAliveTimeout = s_patience;
        options.Listen(_endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (_https is not null)
                listen.UseHttps(_https);
            _listening = listen;
        });
    }

    private static T? Find<T>(Exception? e) where T : Exception
    {
        for (; e is not null; e = e.InnerException)
            if (e is T found)
                return found;
        return null;
    }

    /// <summary>The usual lifetime takes SIGTERM and Ctrl+C away from the process that this one is a guest in.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
