using System.Collections;
using Gelf.Engine.Devices;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the names of this host's network interfaces.</summary>
public sealed class InterfaceAliasCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        InterfaceTable.List().Select(entry => (entry.Name, $"{entry.Name}: interface {entry.Index}"));
}
