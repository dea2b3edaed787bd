using System.Globalization;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the numbers of links that are open.</summary>
public sealed class LinkIdCompleter : LinkCompleter
{
    private protected override string? NameOf(GelfLink link) => link.Id?.ToString(CultureInfo.InvariantCulture);
}
