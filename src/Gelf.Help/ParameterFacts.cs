using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Gelf.Help;

/// <summary>What the code itself says of a parameter, so that no page has to.</summary>
internal sealed class ParameterFacts
{
    private static readonly HashSet<string> s_common = [.. Cmdlet.CommonParameters];

    private readonly ParameterMetadata _parameter;

    private ParameterFacts(CmdletInfo command, ParameterMetadata parameter, object? instance)
    {
        _parameter = parameter;
        Default = DefaultOf(command, instance);
    }

    /// <summary>All that belong to the cmdlet, in the order of their names: those that PowerShell gives to each are left out.</summary>
    internal static IReadOnlyList<ParameterFacts> Of(CmdletInfo command)
    {
        using var instance = Activator.CreateInstance(command.ImplementingType) as IDisposable;
        return [.. command.Parameters.Values.Where(parameter => !s_common.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter => new ParameterFacts(command, parameter, instance))];
    }

    internal string Name => _parameter.Name;

    internal Type Type => _parameter.ParameterType;

    internal bool IsSwitch => _parameter.SwitchParameter;

    /// <summary>The value that the parameter has when it is not given, as one would write it; empty if there is none.</summary>
    internal string Default { get; }

    internal bool SupportsWildcards => _parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any();

    internal IReadOnlyList<string> Aliases => _parameter.Aliases;

    internal IReadOnlyList<string> AcceptedValues => Type.IsEnum ? Enum.GetNames(Type) : [];

    /// <summary>The sets that it is in, with what it is in each.</summary>
    internal IEnumerable<KeyValuePair<string, ParameterSetMetadata>> Sets => _parameter.ParameterSets.OrderBy(set => set.Key, StringComparer.Ordinal);

    private string DefaultOf(CmdletInfo command, object? instance)
    {
        if (IsSwitch)
            return "False";
        return command.ImplementingType.GetProperty(Name)?.GetValue(instance) switch
        {
            null or "" => "",
            string text => text,
            IEnumerable values => string.Join(", ", values.Cast<object>()),
            // A number without a value is 0.
            IFormattable value and not 0 and not 0u => value.ToString(null, CultureInfo.InvariantCulture),
            _ => "",
        };
    }
}
