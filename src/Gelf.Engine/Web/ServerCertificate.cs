using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Web;

/// <summary>What a relay shows to browsers over https: a certificate with its key, and the certificates between it and its root.</summary>
public sealed class ServerCertificate : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly bool _owned;

    internal ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, bool owned = true)
    {
        Certificate = certificate;
        Chain = chain;
        _owned = owned;
        Fingerprint = string.Join(':', SHA256.HashData(certificate.RawData).Select(b => b.ToString("X2", null)));
    }

    /// <summary>The certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificates between it and its root, as far as they came with it.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>The SHA-256 fingerprint as browsers and openssl show it: 32 bytes as <c>AB:CD:…</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>The certificate in a PEM or PFX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyPath">The PEM file with the private key; null: it is in the same file.</param>
    /// <param name="password">Of the PFX file or of the private key; empty: none.</param>
    /// <exception cref="GelfException">It cannot be read, or cannot serve.</exception>
    public static ServerCertificate Load(string path, string? keyPath, ReadOnlySpan<char> password)
    {
        var certificate = CertificateFile.Read(path, keyPath, password);
        try
        {
            Check(certificate.Certificate, path);
            return certificate;
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    /// <summary>A certificate that the caller owns and disposes of.</summary>
    /// <exception cref="GelfException">It cannot serve.</exception>
    public static ServerCertificate From(X509Certificate2 certificate)
    {
        Check(certificate, certificate.Subject);
        return new ServerCertificate(certificate, [], owned: false);
    }

    /// <summary>A new self-signed certificate (P-256, valid for a year). The user who connects compares its fingerprint.</summary>
    /// <param name="hosts">Its names and addresses; the first is its common name.</param>
    /// <param name="now">The time.</param>
    public static ServerCertificate CreateSelfSigned(IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(hosts[0].Length <= 64 ? hosts[0] : "gelf");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeNames(hosts));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        // It is valid from an hour ago on, for phones whose clocks are behind.
        return new ServerCertificate(request.CreateSelfSigned(now.AddHours(-1), now.AddYears(1)), []);
    }

    /// <summary>Wipes it, unless the caller owns it.</summary>
    public void Dispose()
    {
        if (!_owned)
            return;
        Certificate.Dispose();
        foreach (var certificate in Chain)
            certificate.Dispose();
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }
        return names.Build();
    }

    private static void Check(X509Certificate2 certificate, string name)
    {
        if (!certificate.HasPrivateKey)
            throw GelfErrors.CertificateWithoutKey(name);
        if (!IsForServers(certificate, name))
            throw GelfErrors.CertificateNotForServers(name);
    }

    private static bool IsForServers(X509Certificate2 certificate, string name)
    {
        try
        {
            // Without the extension, a certificate may serve any purpose. Nothing has looked into it before.
            return certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is not { } usage
                || usage.EnhancedKeyUsages.OfType<Oid>().Any(purpose => purpose.Value == ServerAuthentication);
        }
        catch (CryptographicException e)
        {
            throw GelfErrors.CertificateUnreadable(name, e.Message, e);
        }
    }
}
