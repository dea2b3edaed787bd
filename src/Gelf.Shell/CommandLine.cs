using System.Management.Automation.Runspaces;

namespace Gelf.Shell;

internal enum ShellMode
{
    Interactive,
    Command,
    File,
    Help,
}

/// <summary>What the shell was asked to do.</summary>
internal sealed record CommandLine(ShellMode Mode, string? Text, IReadOnlyList<CommandParameter> Arguments, string? ModulePath)
{
    public const string Usage = """
        usage: gelf [-Command TEXT | -File PATH [args] | PATH [args]]

        PowerShell with Gelf imported; interactive without arguments. The exit code is the script's.
        """;

    public static CommandLine Parse(ReadOnlySpan<string> args)
    {
        // Beside out/shell is out/Gelf. --no-module, which must come first, leaves it out: the repository's own build script
        // must not hold the assemblies that it is about to replace.
        string? module = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "Gelf", "Gelf.psd1"));
        if (args is ["--no-module", ..])
        {
            module = null;
            args = args[1..];
        }

        if (args.IsEmpty)
            return new(ShellMode.Interactive, null, [], module);

        string option = args[0];
        if (Is(option, "-Command", "-c"))
        {
            return args.Length > 1
                ? new(ShellMode.Command, string.Join(' ', args[1..]!), [], module)
                : throw new CommandLineException($"{option} needs the text of a command after it.");
        }

        if (Is(option, "-File", "-f"))
        {
            return args.Length > 1
                ? File(args[1], args[2..], module)
                : throw new CommandLineException($"{option} needs the path of a script after it.");
        }

        if (Is(option, "-Help", "-h") || option is "-?" or "--help")
            return new(ShellMode.Help, null, [], module);

        return option.StartsWith('-')
            ? throw new CommandLineException($"'{option}' is not an option; there are -Command TEXT, -File PATH and -Help.")
            : File(option, args[1..], module);
    }

    private static CommandLine File(string path, ReadOnlySpan<string> args, string? module)
    {
        string fullPath = Path.GetFullPath(path);
        if (!System.IO.File.Exists(fullPath))
            throw new CommandLineException($"there is no script '{path}' (looked for {fullPath}).");
        return new(ShellMode.File, fullPath, ScriptArguments.Parse(args), module);
    }

    private static bool Is(string option, string name, string shortName) =>
        option.Equals(name, StringComparison.OrdinalIgnoreCase) || option.Equals(shortName, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A command line that cannot be understood; the message says which part and what would be right.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
