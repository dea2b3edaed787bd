using System.Management.Automation.Runspaces;

namespace Gelf.Shell;

/// <summary>Turns a script's arguments into parameters by the rules of pwsh's -File, so that a script binds alike in both.</summary>
internal static class ScriptArguments
{
    public static IReadOnlyList<CommandParameter> Parse(ReadOnlySpan<string> args)
    {
        var parameters = new List<CommandParameter>();
        string? pending = null; // "-Name:", whose value is the next argument
        foreach (string arg in args)
        {
            if (pending is not null)
            {
                parameters.Add(new CommandParameter(pending, arg));
                pending = null;
            }
            else if (arg.Length < 2 || arg[0] != '-')
            {
                parameters.Add(new CommandParameter(null, arg));
            }
            else if (arg.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
            {
                if (colon == arg.Length - 1)
                    pending = arg[..colon];
                else
                    parameters.Add(new CommandParameter(arg[..colon], BooleanOrText(arg[(colon + 1)..])));
            }
            else
            {
                // Without a value; the binder takes the next argument for it where the parameter is not a switch.
                parameters.Add(new CommandParameter(arg));
            }
        }

        if (pending is not null)
            parameters.Add(new CommandParameter(pending));
        return parameters;
    }

    /// <summary>A switch is given a value as -Switch:$false, and a shell passes that on as text.</summary>
    private static object BooleanOrText(string value) => value.ToUpperInvariant() switch
    {
        "$TRUE" or "TRUE" => true,
        "$FALSE" or "FALSE" => false,
        _ => value,
    };
}
