using System.Net;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Conversion;

/// <summary>Which addresses of the host are meant. What is null does not matter; what has no wildcard must be there.</summary>
internal sealed record AddressQuery
{
    internal string? IPAddress { get; init; }
    internal int? PrefixLength { get; init; }
    internal string? InterfaceAlias { get; init; }
    internal uint? InterfaceIndex { get; init; }
    internal GelfAddressFamily? AddressFamily { get; init; }

    internal IReadOnlyList<GelfAddress> Find()
    {
        if (InterfaceAlias is not null && !NamePattern.IsWildcard(InterfaceAlias))
            InterfaceTable.IndexOf(InterfaceAlias);
        if (InterfaceIndex is { } index)
            InterfaceTable.NameOf((int)index);

        var literal = IPAddress is not null && !NamePattern.IsWildcard(IPAddress);
        var (address, length) = literal ? AddressText.Parse(nameof(IPAddress), IPAddress!) : (null, null);
        var found = AddressTable.List()
            .Select(entry => new GelfAddress(entry))
            .Where(entry => address is not null ? IsSame(entry, address, length) : IPAddress is null || NamePattern.Matches(IPAddress, entry.IPAddress))
            .Where(entry => PrefixLength is null || PrefixLength == entry.PrefixLength)
            .Where(entry => InterfaceAlias is null || NamePattern.Matches(InterfaceAlias, entry.InterfaceAlias))
            .Where(entry => InterfaceIndex is null || InterfaceIndex == entry.InterfaceIndex)
            .Where(entry => AddressFamily is null || AddressFamily == entry.AddressFamily)
            .ToList();
        return literal && found.Count == 0 ? throw CommandErrors.AddressNotFound(IPAddress!, InterfaceAlias) : found;
    }

    private static bool IsSame(GelfAddress entry, IPAddress address, int? length) =>
        entry.Address.GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes()) && (length is null || length == entry.PrefixLength);
}
