using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>https in the real shell, where Kestrel and what it needs for TLS come from the module alone.</summary>
public sealed class HttpsTests : IClassFixture<CmdletHost>, IDisposable
{
    private const string Password = "open sesame";

    private readonly CmdletHost _host;
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public HttpsTests(CmdletHost host)
    {
        _host = host;
        var request = new CertificateRequest("CN=relay.example", _key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _host.Run("function ConvertTo-Secret($text) { $secret = [securestring]::new(); $text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }; $secret }");
    }

    public void Dispose()
    {
        _host.Clean();
        _folder.Dispose();
        _key.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task Https_alone_serves_a_new_certificate_whose_fingerprint_is_shown()
    {
        var told = _host.Run("$told = Start-GelfRelay -Port 0 -Https -Name r1 6>&1; $relay = $told | Where-Object { $_ -is [Management.Automation.Job] }; $told | Where-Object { $_ -is [Management.Automation.InformationRecord] }");

        var fingerprint = _host.Run("$relay.CertificateFingerprint");
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", fingerprint);
        Assert.StartsWith("r1: ", told, StringComparison.Ordinal);
        Assert.EndsWith(fingerprint, told, StringComparison.Ordinal);
        Assert.StartsWith("https://127.0.0.1:", _host.Run("$relay.Uri"), StringComparison.Ordinal);
        Assert.EndsWith(" -Https", _host.Run("$relay.Command"), StringComparison.Ordinal);
        using var served = await FetchAsync();
        Assert.Equal(fingerprint.Replace(":", "", StringComparison.Ordinal), served.GetCertHashString(HashAlgorithmName.SHA256));
        Assert.Equal(["127.0.0.1"], served.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().Select(a => a.ToString()));
    }

    [Fact]
    public async Task A_new_certificate_is_for_every_address_of_the_host_and_the_one_advertised()
    {
        _host.Run("$tap = New-GelfTap other; $null = New-GelfAddress 192.0.2.7/24 -InterfaceAlias other");

        _host.Run("$relay = Start-GelfRelay -ListenAddress 0.0.0.0 -Port 0 -Https -AdvertiseAddress relay.example 6> $null");

        Assert.StartsWith("https://relay.example:", _host.Run("$relay.JoinLink"), StringComparison.Ordinal);
        using var served = await FetchAsync();
        var names = served.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Subset(names.EnumerateIPAddresses().Select(a => a.ToString()).ToHashSet(), new HashSet<string> { "127.0.0.1", "192.0.2.7" });
        Assert.Subset(names.EnumerateDnsNames().ToHashSet(), new HashSet<string> { "relay.example", "localhost" });
    }

    [Fact]
    public async Task A_link_opens_over_TLS_with_the_token_and_not_without()
    {
        _host.Run("$relay = Start-GelfRelay -Port 0 -Https -Encrypt 6> $null");

        using var link = await OpenLinkAsync(_host.Run("$relay.JoinLink -replace '.*#token='"));

        Assert.Equal(WebSocketState.Open, link.State);
        Eventually.True(() => _host.Run("@($relay.Links).Count") == "1");
        await Assert.ThrowsAsync<WebSocketException>(() => OpenLinkAsync("wrong"));
        link.Abort();
    }

    [Theory]
    [InlineData("-Certificate $folder/all.pem")]
    [InlineData("-Https -Certificate $folder/cert.pem -CertificateKey $folder/key.pem")]
    [InlineData("-Certificate $folder/cert.pem -CertificateKey $folder/locked.pem -CertificatePassword (ConvertTo-Secret 'open sesame')")]
    [InlineData("-Certificate $folder/all.pfx -CertificatePassword (ConvertTo-Secret 'open sesame')")]
    [InlineData("-Certificate ([IO.FileInfo] \"$folder/all.pem\")")]
    [InlineData("-Certificate ([Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile(\"$folder/all.pem\"))")]
    public async Task A_certificate_of_ones_own_is_served(string parameters)
    {
        WriteFiles();

        _host.Run($"$relay = Start-GelfRelay -Port 0 {parameters}");

        using var served = await FetchAsync();
        Assert.Equal(_certificate.Thumbprint, served.Thumbprint);
        Assert.Equal(_certificate.GetCertHashString(HashAlgorithmName.SHA256), _host.Run("$relay.CertificateFingerprint -replace ':'"));
    }

    [Theory]
    [InlineData("-Certificate $folder/all.pfx -CertificatePassword (ConvertTo-Secret 'wrong')", "CertificatePasswordWrong")]
    [InlineData("-Certificate $folder/all.pfx", "CertificatePasswordMissing")]
    [InlineData("-Certificate $folder/cert.pem -CertificateKey $folder/locked.pem -CertificatePassword (ConvertTo-Secret 'wrong')", "CertificatePasswordWrong")]
    [InlineData("-Certificate $folder/cert.pem", "CertificateWithoutKey")]
    [InlineData("-Certificate $folder/key.pem", "CertificateUnreadable")]
    [InlineData("-Certificate $folder/none.pem", "CertificateUnreadable")]
    [InlineData("-Https -CertificateKey $folder/key.pem", "CertificateMissing")]
    [InlineData("-Https:$false -Certificate $folder/all.pem", "HttpsConflict")]
    public void A_certificate_that_cannot_be_used_is_one_error_and_starts_nothing(string parameters, string id)
    {
        WriteFiles();

        Assert.Equal(id, _host.OneErrorOf($"Start-GelfRelay -Port 0 {parameters}"));

        Assert.Empty(_host.Taps());
        Assert.Empty(_host.Run("Get-Job"));
    }

    [Fact]
    public void A_plain_relay_has_no_certificate() =>
        Assert.Equal("True http", _host.Run("$relay = Start-GelfRelay -Port 0; \"$($null -eq $relay.CertificateFingerprint) $($relay.Uri.Scheme)\""));

    private void WriteFiles()
    {
        var (pem, key) = (_certificate.ExportCertificatePem(), _key.ExportPkcs8PrivateKeyPem());
        _folder.Write("cert.pem", pem);
        _folder.Write("key.pem", key);
        _folder.Write("all.pem", $"{pem}\n{key}\n");
        _folder.Write("locked.pem", _key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        File.WriteAllBytes(Path.Combine(_folder.Path, "all.pfx"), _certificate.Export(X509ContentType.Pfx, Password));
        _host.Run($"$folder = '{_folder.Path.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    /// <summary>Gets the page of $relay; returns the certificate that it came with.</summary>
    private async Task<X509Certificate2> FetchAsync()
    {
        X509Certificate2? served = null;
        using var http = new HttpClient(_host.HttpHandler(certificate => (served = X509CertificateLoader.LoadCertificate(certificate.RawData)) is not null));

        var page = await http.GetStringAsync(new Uri($"https://127.0.0.1:{_host.Run("$relay.Port")}/"), TestContext.Current.CancellationToken);

        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        return served!;
    }

    private async Task<ClientWebSocket> OpenLinkAsync(string token)
    {
        var fingerprint = _host.Run("$relay.CertificateFingerprint -replace ':'");
        using var invoker = new HttpMessageInvoker(_host.HttpHandler(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint));
        var link = new ClientWebSocket();
        link.Options.AddSubProtocol("gelf.1");
        link.Options.AddSubProtocol($"gelf.token.{token}");
        await link.ConnectAsync(new Uri($"wss://127.0.0.1:{_host.Run("$relay.Port")}/link"), invoker, TestContext.Current.CancellationToken);
        return link;
    }
}
