using System.Net;
using Gelf.Engine.Protocol;

namespace Gelf.PowerShell.Conversion;

/// <summary>Host and port as they are written everywhere: <c>192.0.2.1:7001</c>, <c>[2001:db8::1]:7001</c>, <c>host:7001</c>.</summary>
internal static class EndPointText
{
    // DnsEndPoint.ToString would put the address family in front.
    internal static string Of(EndPoint endPoint) => endPoint is DnsEndPoint named
        ? Of(named.Host.Contains(':', StringComparison.Ordinal) ? $"[{named.Host}]" : named.Host, named.Port)
        : endPoint.ToString() ?? "";

    internal static string Of(JoinLink link) => Of(link.Host, link.Port);

    private static string Of(string host, int port) => $"{host}:{port}";
}
