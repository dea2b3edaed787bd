using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gelf.Engine.Hosting;
using Gelf.Engine.Web;

namespace Gelf.Tests.Unit.Web;

public sealed class HttpsTests : IDisposable
{
    private readonly ServerCertificate _certificate = ServerCertificate.CreateSelfSigned(["127.0.0.1"], DateTimeOffset.UtcNow);

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task The_page_comes_over_TLS_with_the_certificate_given()
    {
        await using var relay = await StartAsync();
        X509Certificate2? shown = null;
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (shown = certificate)!.RawDataMemory.Span.SequenceEqual(_certificate.Certificate.RawData),
        };
        using var http = new HttpClient(handler);

        Assert.Equal(Uri.UriSchemeHttps, relay.Relay.GetPageUri().Scheme);
        var page = await http.GetStringAsync(relay.Relay.GetPageUri(), TestContext.Current.CancellationToken);

        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(shown);
    }

    [Fact]
    public async Task A_link_opens_over_TLS_with_the_token_and_not_without()
    {
        await using var relay = await StartAsync();

        using var socket = await OpenAsync(relay, relay.Relay.Token);
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);
        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(relay, "wrong"));

        Assert.StartsWith("https://127.0.0.1:", relay.Relay.GetJoinLinks()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_is_not_served_then()
    {
        await using var relay = await StartAsync();
        using var http = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://{relay.Address}/"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_certificate_between_the_servers_own_and_its_root_is_shown_with_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Issue("CN=root", key, null);
        using var between = Issue("CN=between", key, root);
        using var bare = Issue("CN=relay.example", key, between);
        using var own = bare.CopyWithPrivateKey(key);
        await using var relay = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Certificate = own, CertificateChain = [between] });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Relay.Port, TestContext.Current.CancellationToken);
        var shown = new List<string>();
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, chain, _) =>
        {
            shown.AddRange(chain!.ChainPolicy.ExtraStore.Select(c => c.Subject));
            return certificate!.GetRawCertData().AsSpan().SequenceEqual(own.RawData);
        });

        await tls.AuthenticateAsClientAsync("127.0.0.1");

        Assert.Contains("CN=between", shown);
    }

#pragma warning disable SYSLIB0039, CA5359, CA5397, CA5398 // old versions are what this is about
    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls11, false)]
    public async Task TLS_is_1_2_or_later(SslProtocols version, bool taken)
    {
        await using var relay = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Relay.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        var options = new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", EnabledSslProtocols = version };

        var error = await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken));

        Assert.Equal(taken, error is null);
    }
#pragma warning restore SYSLIB0039, CA5359, CA5397, CA5398

    private Task<RunningRelay> StartAsync() => RunningRelay.StartAsync(new RelayOptions { Port = 0, Certificate = _certificate.Certificate });

    private static X509Certificate2 Issue(string subject, ECDsa key, X509Certificate2? issuer)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var isHost = subject.Contains('.', StringComparison.Ordinal);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(!isHost, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return issuer is null
            ? request.CreateSelfSigned(from, to)
            : request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, to, Guid.NewGuid().ToByteArray());
    }

    private async Task<ClientWebSocket> OpenAsync(RunningRelay relay, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("gelf.1");
        socket.Options.AddSubProtocol($"gelf.token.{token}");
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetRawCertData().AsSpan().SequenceEqual(_certificate.Certificate.RawData);
        await socket.ConnectAsync(new Uri($"wss://{relay.Address}/link"), TestContext.Current.CancellationToken);
        return socket;
    }
}
