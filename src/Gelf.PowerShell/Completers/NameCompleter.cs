using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Completers;

/// <summary>Completes names that exist now.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private protected NameCompleter()
    {
    }

    /// <summary>The names there are, each with what is worth knowing about it.</summary>
    /// <param name="bound">The parameters that stand on the line already.</param>
    private protected abstract IEnumerable<(string Name, string ToolTip)> Names(IDictionary bound);

    /// <summary>The relays that -Relay names; all that run where it is not on the line yet.</summary>
    private protected static IEnumerable<GelfRelayJob> MeantRelays(IDictionary bound) => Unwrapped(bound["Relay"]) switch
    {
        GelfRelayJob relay => [relay],
        string name => JobStore.Named<GelfRelayJob>(name) ?? [],
        _ => GelfRelayReference.Running(),
    };

    private protected static object? Unwrapped(object? given) => given is PSObject wrapped ? wrapped.BaseObject : given;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var start = wordToComplete.Trim('\'', '"');
        return Names(fakeBoundParameters)
            .Where(entry => NamePattern.IsWildcard(start)
                ? NamePattern.Matches(start + "*", entry.Name)
                : entry.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(entry => new CompletionResult(Quote(entry.Name), entry.Name, CompletionResultType.ParameterValue, entry.ToolTip));
    }

    private static string Quote(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
