using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gelf.PowerShell.Errors;

namespace Gelf.PowerShell.Conversion;

/// <summary>Reads <c>10.10.10.1</c>, <c>10.10.10.1/24</c> and their IPv6 forms, as -IPAddress takes them.</summary>
internal static class AddressText
{
    /// <returns>The address, and its prefix length where the text has one.</returns>
    internal static (IPAddress Address, int? PrefixLength) Parse(string parameter, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = ParseAddress(slash < 0 ? text : text[..slash]) ?? throw CommandErrors.AddressInvalid(parameter, text);
        if (slash < 0)
            return (address, null);
        return int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? (address, length)
            : throw CommandErrors.AddressInvalid(parameter, text);
    }

    // .NET also takes '10.1' for 10.0.0.1, and plain numbers: here those are typing errors.
    internal static IPAddress? ParseAddress(string text) =>
        IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3)
            ? address
            : null;
}
