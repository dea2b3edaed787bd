using System.Net;
using Gelf.Engine.Devices;

namespace Gelf.PowerShell.Conversion;

/// <summary>What browsers may call this host: the names and addresses that a certificate made for a relay is good for.</summary>
internal static class CertificateHosts
{
    internal static IReadOnlyList<string> For(IPAddress listenAddress, string? advertiseAddress)
    {
        var onAll = listenAddress.Equals(IPAddress.Any) || listenAddress.Equals(IPAddress.IPv6Any);
        var hosts = new List<string?> { HostOrNull(advertiseAddress), HostOrNull(Environment.MachineName) };
        hosts.AddRange(onAll ? AddressTable.List().Select(entry => entry.Address).Where(address => !address.IsIPv6LinkLocal).Select(Text) : [Text(listenAddress)]);
        if (onAll || IPAddress.IsLoopback(listenAddress))
            hosts.Add("localhost");
        return [.. hosts.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string Text(IPAddress address) => address.ToString().Split('%')[0];

    // As browsers write it; null if they cannot. Another check reports it if a user gave it.
    private static string? HostOrNull(string? host) =>
        Uri.CheckHostName(host?.Trim('[', ']')) switch
        {
            UriHostNameType.Dns when Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var uri) && uri.IdnHost.All(char.IsAscii) => uri.IdnHost,
            UriHostNameType.IPv4 or UriHostNameType.IPv6 => Text(IPAddress.Parse(host!.Trim('[', ']'))),
            _ => null,
        };
}
