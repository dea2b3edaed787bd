using System.Management.Automation;

namespace Gelf.PowerShell.Conversion;

/// <summary>A name as it is written for a parameter that takes wildcards.</summary>
internal static class NamePattern
{
    internal static bool IsWildcard(string pattern) => WildcardPattern.ContainsWildcardCharacters(pattern);

    /// <summary>Interfaces' names are case-sensitive on Linux; patterns are not, as everywhere in PowerShell.</summary>
    internal static bool Matches(string pattern, string name) =>
        IsWildcard(pattern) ? new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(name) : pattern == name;
}
