using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gelf.Engine.Sealing;

namespace Gelf.Engine.Hosting;

/// <summary>How a relay is to be started.</summary>
public sealed record RelayOptions
{
    /// <summary>The port when none is given.</summary>
    public const int DefaultPort = 7001;

    /// <summary>The relay's name, which peers and the page show; null: the host's name and the tap's.</summary>
    public string? Name { get; init; }

    /// <summary>The address that the web server listens on; <see cref="IPAddress.Any"/> for all.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port of the web server; 0 for any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>What a link must show to be let in; null for a random one.</summary>
    public string? Token { get; init; }

    /// <summary>The host name or address that join links carry; null: this host's own addresses.</summary>
    public string? AdvertiseAddress { get; init; }

    /// <summary>The segment's key; null for a plain segment. The relay copies it. Without a <see cref="Token"/> the token is derived from it.</summary>
    public SegmentKey? Key { get; init; }

    /// <summary>The certificate with which the page and the links are served over TLS; null for plain http. Whoever gave it disposes of it.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificates between <see cref="Certificate"/> and its root, which are shown with it; null: none.</summary>
    public X509Certificate2Collection? CertificateChain { get; init; }
}
