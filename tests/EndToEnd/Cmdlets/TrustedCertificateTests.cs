using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>Segments without a browser over https, where the host that dials trusts the certificates.</summary>
public sealed class TrustedCertificateTests : IClassFixture<TwoHostsAndAThird>, IDisposable
{
    private readonly TwoHostsAndAThird _hosts;
    private readonly TemporaryFolder _folder = new();
    private readonly string _trusted;
    private readonly string _certificate;

    public TrustedCertificateTests(TwoHostsAndAThird hosts)
    {
        _hosts = hosts;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=relays of a test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var address in new[] { "10.83.3.2", "10.83.1.1", "10.83.2.1" })
            names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _folder.Write("trusted.pem", certificate.ExportCertificatePem());
        _folder.Write("relay.pem", $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        _trusted = Path.Combine(_folder.Path, "trusted.pem");
        _certificate = $" -Certificate '{Path.Combine(_folder.Path, "relay.pem").Replace("'", "''", StringComparison.Ordinal)}'";
    }

    public void Dispose()
    {
        _hosts.Clean();
        _folder.Dispose();
    }

    [Fact]
    public void Twenty_of_twenty_pings_go_over_a_direct_link_that_waits_in_one_thread()
    {
        _hosts.StartRelays(_certificate);
        // In place of the first host's shell, one that trusts.
        _hosts.ShellOne.Run("$relay | Remove-Job -Force; $tap | Remove-GelfTap");
        using var trusting = new HostShell(_hosts.One, _trusted);
        trusting.Run("$relay = Start-GelfRelay; $null = $relay | New-GelfAddress 10.10.10.1/24");

        trusting.Run("$relay | Connect-GelfRelay 'https://10.83.3.2:7001/#token=token2'");

        Eventually.True(_hosts.Pings);
        Ping.AssertAllAnswered(_hosts.One, "10.10.10.2", 20);
        Assert.Single(ThreadNames(trusting), "gelf link");
    }

    [Fact]
    public void Twenty_of_twenty_pings_go_over_a_wire_whose_links_wait_in_one_thread_each()
    {
        _hosts.StartRelays(_certificate);
        using var trusting = new HostShell(_hosts.Third, _trusted);

        trusting.Run("$wire = Start-GelfWire 'https://10.83.1.1:7001/#token=token1', 'https://10.83.2.1:7001/#token=token2'");

        Eventually.True(_hosts.Pings);
        Ping.AssertAllAnswered(_hosts.One, "10.10.10.2", 20);
        Assert.Equal(2, ThreadNames(trusting).Count(name => name == "gelf link"));
    }

    /// <summary>The kernel's names of a shell's threads.</summary>
    private static List<string> ThreadNames(HostShell shell) =>
        [.. Directory.EnumerateDirectories($"/proc/{shell.ProcessId}/task").Select(task => File.ReadAllText($"{task}/comm").TrimEnd())];
}
