using System.Collections;
using Gelf.Engine.Devices;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes the names of this host's taps.</summary>
public sealed class TapNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound) =>
        TapTable.List().Select(tap => (tap.Name, $"{tap.Name}: {tap.MacAddress}, MTU {tap.Mtu}, {tap.State}"));
}
