using System.Security.Cryptography.X509Certificates;

namespace Gelf.PowerShell.Objects;

/// <summary>A certificate, or the path of a PEM or PFX file with one: what <c>-Certificate</c> takes. PowerShell converts all of them by itself.</summary>
public sealed class GelfCertificateReference
{
    /// <summary>The certificate in this file.</summary>
    public GelfCertificateReference(string path) => Path = path;

    /// <summary>The certificate in this file.</summary>
    public GelfCertificateReference(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Path = file.FullName;
    }

    /// <summary>This certificate, which stays the caller's.</summary>
    public GelfCertificateReference(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        Certificate = certificate;
    }

    /// <summary>The file; null for a certificate.</summary>
    public string? Path { get; }

    /// <summary>The certificate; null for a file.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The path, or whom the certificate is for.</summary>
    public override string ToString() => Path ?? Certificate!.Subject;
}
