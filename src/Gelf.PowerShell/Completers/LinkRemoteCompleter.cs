using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the other ends of links.</summary>
public sealed class LinkRemoteCompleter : LinkCompleter
{
    private protected override string? NameOf(GelfLink link) => link.Remote;
}
