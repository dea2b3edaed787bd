using Gelf.Engine.Reporting;
using Gelf.Engine.Web;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>What is in a certificate file, PEM or PFX, with the password of the corpus and with none.</summary>
internal static class CertificateTarget
{
    internal const string Password = "open sesame";
    private const int FingerprintLength = 32 * 3 - 1;

    internal static void Check(ReadOnlySpan<byte> content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("relay.pem", content.ToArray());
        foreach (var password in (string[])["", Password])
        {
            try
            {
                using var certificate = ServerCertificate.Load(path, null, password);
                Assert.True(certificate.Certificate.HasPrivateKey);
                Assert.Equal(FingerprintLength, certificate.Fingerprint.Length);
            }
            catch (GelfException e)
            {
                Assert.StartsWith("Certificate", e.ErrorId, StringComparison.Ordinal);
            }
        }
    }
}
