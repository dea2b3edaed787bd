using System.Net;
using System.Text.RegularExpressions;

namespace Gelf.Engine.Protocol;

/// <summary>
/// Scheme, host and port of a join link, as .NET and browsers read them alike. They map what goes beyond this form in different ways, and
/// the token would go to different hosts.
/// </summary>
internal static partial class JoinLinkPlace
{
    // A name has ASCII letters, digits, '-' and '_' between single dots. Not RegexOptions.IgnoreCase: to it, the Kelvin sign is a K.
    [GeneratedRegex(@"^[Hh][Tt][Tt][Pp][Ss]?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)(:[0-9]*)?/?\z")]
    private static partial Regex Form();

    /// <summary>Whether what stands before the fragment has the form; an IPv4 address is as it is usually written.</summary>
    internal static bool HasForm(string place, string host) =>
        Form().Match(place) is { Success: true } match && (!EndsInNumber(match.Groups[1].Value) || match.Groups[1].Value == host);

    /// <summary>The host in lower case and as browsers write it; null: it is none.</summary>
    internal static string? HostOf(Uri uri) => uri.HostNameType switch
    {
        UriHostNameType.IPv6 => $"[{Format(IPAddress.Parse(uri.Host))}]",
        UriHostNameType.IPv4 => uri.Host,
        _ => uri.Host.Length == 0 || EndsInNumber(uri.Host) ? null : uri.Host,
    };

    // To a browser, that is an IPv4 address or nothing.
    private static bool EndsInNumber(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.All(char.IsAsciiDigit) || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last.Skip(2).All(char.IsAsciiHexDigit);
    }

    // .NET would write the end of some as an IPv4 address, which browsers do for none.
    private static string Format(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var groups = Enumerable.Range(0, 8).Select(i => bytes[2 * i] << 8 | bytes[2 * i + 1]).ToArray();
        var (zerosAt, zeros) = LongestZeros(groups);
        string Join(IEnumerable<int> some) => string.Join(':', some.Select(group => group.ToString("x", null)));
        return zeros < 2 ? Join(groups) : $"{Join(groups.Take(zerosAt))}::{Join(groups.Skip(zerosAt + zeros))}";
    }

    private static (int At, int Length) LongestZeros(int[] groups)
    {
        var longest = (At: 0, Length: 0);
        for (var at = 0; at < groups.Length; at++)
        {
            var length = groups.Skip(at).TakeWhile(group => group == 0).Count();
            if (length > longest.Length)
                longest = (at, length);
        }
        return longest;
    }
}
