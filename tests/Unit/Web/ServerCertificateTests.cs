using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gelf.Engine.Reporting;
using Gelf.Engine.Web;

namespace Gelf.Tests.Unit.Web;

public sealed class ServerCertificateTests : IDisposable
{
    private const string Password = "open sesame";
    private static readonly PbeParameters s_pbe = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private readonly TemporaryFolder _folder = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _own;

    public ServerCertificateTests()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
        var request = new CertificateRequest("CN=relay.example", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _own = request.Create(_root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(8), [1, 2, 3]);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _key.Dispose();
        _root.Dispose();
        _own.Dispose();
    }

    [Fact]
    public void A_self_signed_certificate_is_for_all_its_hosts_for_a_year()
    {
        var now = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

        using var made = ServerCertificate.CreateSelfSigned(["relay.example", "192.0.2.7", "fd00::7", "bücher.example"], now);

        var names = Assert.Single(made.Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        Assert.Equal(["relay.example", "xn--bcher-kva.example"], names.EnumerateDnsNames());
        Assert.Equal(["192.0.2.7", "fd00::7"], names.EnumerateIPAddresses().Select(a => a.ToString()));
        Assert.Equal("CN=relay.example", made.Certificate.Subject);
        Assert.InRange(made.Certificate.NotBefore.ToUniversalTime(), now.UtcDateTime.AddDays(-1), now.UtcDateTime);
        Assert.Equal(now.UtcDateTime.AddYears(1), made.Certificate.NotAfter.ToUniversalTime());
        using var key = made.Certificate.GetECDsaPrivateKey();
        Assert.Equal(ECCurve.NamedCurves.nistP256.Oid.Value, key!.ExportParameters(false).Curve.Oid.Value);
        Assert.Equal("1.3.6.1.5.5.7.3.1", made.Certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.False(made.Certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void Its_fingerprint_is_the_SHA_256_that_browsers_show()
    {
        using var made = ServerCertificate.CreateSelfSigned(["relay.example"], DateTimeOffset.UtcNow);

        Assert.Equal(made.Certificate.GetCertHashString(HashAlgorithmName.SHA256), made.Fingerprint.Replace(":", "", StringComparison.Ordinal));
        Assert.Equal(31, made.Fingerprint.Count(c => c == ':'));
    }

    [Fact]
    public void Two_made_for_the_same_hosts_are_different()
    {
        using var one = ServerCertificate.CreateSelfSigned(["relay.example"], DateTimeOffset.UtcNow);
        using var other = ServerCertificate.CreateSelfSigned(["relay.example"], DateTimeOffset.UtcNow);

        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    public static TheoryData<string, string?> PemKeys => new()
    {
        { "PRIVATE KEY", null }, { "RSA PRIVATE KEY", null }, { "ENCRYPTED PRIVATE KEY", Password },
    };

    [Theory, MemberData(nameof(PemKeys))]
    public void A_PEM_file_holds_certificate_key_and_chain(string kind, string? password)
    {
        var path = _folder.Write("all.pem", $"{Pem(_own)}\n{Pem(_root)}\n{KeyPem(kind)}\n");

        AssertIsOwn(ServerCertificate.Load(path, null, password));
    }

    [Theory, MemberData(nameof(PemKeys))]
    public void The_key_may_be_in_a_file_of_its_own(string kind, string? password)
    {
        var path = _folder.Write("fullchain.pem", $"{Pem(_own)}\n{Pem(_root)}\n");
        var keyPath = _folder.Write("privkey.pem", KeyPem(kind));

        AssertIsOwn(ServerCertificate.Load(path, keyPath, password));
    }

    [Fact]
    public void The_key_may_come_first()
    {
        var path = _folder.Write("all.pem", $"{KeyPem("PRIVATE KEY")}\n{Pem(_own)}\n{Pem(_root)}\n");

        AssertIsOwn(ServerCertificate.Load(path, null, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Password)]
    public void A_PFX_file_holds_certificate_key_and_chain(string password) =>
        AssertIsOwn(ServerCertificate.Load(_folder.Write("all.pfx", Pfx(password)), null, password));

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public void A_wrong_password_is_told_from_a_missing_one(string password)
    {
        string[] paths = [_folder.Write("all.pfx", Pfx(Password)), _folder.Write("all.pem", $"{Pem(_own)}\n{KeyPem("ENCRYPTED PRIVATE KEY")}\n")];

        foreach (var path in paths)
        {
            var error = Assert.Throws<GelfException>(() => ServerCertificate.Load(path, null, password));

            Assert.Equal(password.Length == 0 ? "CertificatePasswordMissing" : "CertificatePasswordWrong", error.ErrorId);
            Assert.Equal(path, error.Target);
        }
    }

    [Fact]
    public void A_key_of_another_certificate_is_an_error()
    {
        using var other = RSA.Create(2048);
        var path = _folder.Write("cert.pem", Pem(_own));

        Assert.Equal("CertificateKeyInvalid", ErrorOf(path, _folder.Write("plain.pem", other.ExportPkcs8PrivateKeyPem()), ""));
        Assert.Equal("CertificateKeyInvalid", ErrorOf(path, _folder.Write("encrypted.pem", other.ExportEncryptedPkcs8PrivateKeyPem(Password, s_pbe)), Password));
    }

    [Fact]
    public void What_cannot_serve_is_an_error()
    {
        var certificate = _folder.Write("cert.pem", Pem(_own));
        Assert.Equal("CertificateWithoutKey", ErrorOf(certificate));
        Assert.Equal("CertificateWithoutKey", ErrorOf(certificate, certificate));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Write("key.pem", KeyPem("PRIVATE KEY"))));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Write("cert.der", _own.RawData)));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Write("noise", [1, 2, 3])));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Write("empty", "")));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Write("torn.pem", Pem(_own)[..200])));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Write("bad.pem", $"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n{KeyPem("PRIVATE KEY")}")));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.PathOf("none")));
        Assert.Equal("CertificateUnreadable", ErrorOf(_folder.Path));
        Assert.Equal("CertificateUnreadable", ErrorOf(certificate, _folder.PathOf("none")));
    }

    [Fact]
    public void A_certificate_for_clients_only_is_an_error()
    {
        var request = new CertificateRequest("CN=client", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var client = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        Assert.Equal("CertificateNotForServers", Assert.Throws<GelfException>(() => ServerCertificate.From(client)).ErrorId);
    }

    [Fact]
    public void A_certificate_that_somebody_else_has_stays_usable()
    {
        using var certificate = _own.CopyWithPrivateKey(_key);

        ServerCertificate.From(certificate).Dispose();

        Assert.True(certificate.HasPrivateKey);
        Assert.Equal("CertificateWithoutKey", Assert.Throws<GelfException>(() => ServerCertificate.From(_own)).ErrorId);
    }

    private void AssertIsOwn(ServerCertificate certificate)
    {
        using (certificate)
        {
            Assert.Equal(_own.Thumbprint, certificate.Certificate.Thumbprint);
            Assert.Equal([_root.Thumbprint], certificate.Chain.Select(c => c.Thumbprint));
            using var key = certificate.Certificate.GetRSAPrivateKey();
            Assert.Equal(_key.ExportRSAPublicKey(), key!.ExportRSAPublicKey());
        }
    }

    private static string ErrorOf(string path, string? keyPath = null, string password = "") =>
        Assert.Throws<GelfException>(() => ServerCertificate.Load(path, keyPath, password)).ErrorId;

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem();

    private string KeyPem(string kind) => kind switch
    {
        "PRIVATE KEY" => _key.ExportPkcs8PrivateKeyPem(),
        "RSA PRIVATE KEY" => _key.ExportRSAPrivateKeyPem(),
        _ => _key.ExportEncryptedPkcs8PrivateKeyPem(Password, s_pbe),
    };

    private byte[] Pfx(string password)
    {
        using var own = _own.CopyWithPrivateKey(_key);
        using var root = X509CertificateLoader.LoadCertificate(_root.RawData); // without its key
        return new X509Certificate2Collection(new[] { root, own }).Export(X509ContentType.Pfx, password)!;
    }
}
