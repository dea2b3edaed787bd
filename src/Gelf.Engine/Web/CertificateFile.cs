using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Web;

/// <summary>Reads certificates from PEM and PFX files, and says what is wrong with those that cannot be read.</summary>
internal static class CertificateFile
{
    private const int BadPassword = unchecked((int)0x80070056); // which .NET's PFX reader sets on all platforms
    private const int LongestFile = 1 << 20;
    private const string PemStart = "-----BEGIN ";
    private const string KeyEnd = "PRIVATE KEY-----";
    private const string EncryptedKey = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    internal static ServerCertificate Read(string path, string? keyPath, ReadOnlySpan<char> password)
    {
        var content = ReadFile(path);
        var keyContent = keyPath is null ? content : ReadFile(keyPath);
        try
        {
            var text = Encoding.UTF8.GetString(content);
            if (text.Contains(PemStart, StringComparison.Ordinal))
                return FromPem(path, text, keyPath ?? path, keyPath is null ? text : Encoding.UTF8.GetString(keyContent), password);
            return keyPath is null ? FromPfx(path, content, password) : throw GelfErrors.CertificateNotPem(path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(keyContent);
        }
    }

    private static ServerCertificate FromPem(string path, string text, string keyPath, string keyText, ReadOnlySpan<char> password)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
            if (all.Count == 0)
                throw GelfErrors.CertificateAbsent(path);
            // The server's own certificate comes first in such files; those above it follow.
            using var bare = all[0];
            all.RemoveAt(0);
            return new ServerCertificate(WithKey(bare, keyPath, keyText, password), all);
        }
        catch (CryptographicException e)
        {
            Dispose(all);
            throw GelfErrors.CertificateUnreadable(path, e.Message, e);
        }
        catch
        {
            Dispose(all);
            throw;
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 bare, string keyPath, string keyText, ReadOnlySpan<char> password)
    {
        if (!keyText.Contains(KeyEnd, StringComparison.Ordinal))
            throw GelfErrors.CertificateWithoutKey(keyPath);
        var encrypted = keyText.Contains(EncryptedKey, StringComparison.Ordinal);
        if (encrypted && password.IsEmpty)
            throw GelfErrors.CertificatePasswordMissing(keyPath);
        var pem = bare.ExportCertificatePem();
        try
        {
            return encrypted ? X509Certificate2.CreateFromEncryptedPem(pem, keyText, password) : X509Certificate2.CreateFromPem(pem, keyText);
        }
        catch (CryptographicException e) when (encrypted && e.InnerException is not ArgumentException)
        {
            throw GelfErrors.CertificatePasswordWrong(keyPath, e);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException) // the latter for a curve that nobody knows
        {
            throw GelfErrors.CertificateKeyInvalid(keyPath, e);
        }
    }

    private static ServerCertificate FromPfx(string path, byte[] content, ReadOnlySpan<char> password)
    {
        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12Collection(content, password, X509KeyStorageFlags.EphemeralKeySet);
        }
        catch (CryptographicException e) when (e.HResult == BadPassword)
        {
            throw password.IsEmpty ? GelfErrors.CertificatePasswordMissing(path) : GelfErrors.CertificatePasswordWrong(path, e);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw GelfErrors.CertificateFormatUnknown(path, e);
        }
        if (all.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } own)
        {
            all.Remove(own);
            return new ServerCertificate(own, all);
        }
        Dispose(all);
        throw GelfErrors.CertificateWithoutKey(path);
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > LongestFile)
                throw GelfErrors.CertificateTooLarge(path);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw GelfErrors.CertificateUnreadable(path, e.Message, e);
        }
    }

    private static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
            certificate.Dispose();
    }
}
