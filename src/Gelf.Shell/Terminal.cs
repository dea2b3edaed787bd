using System.Text.RegularExpressions;

namespace Gelf.Shell;

/// <summary>What the standard streams are connected to, and colours for those that show them.</summary>
internal static partial class Terminal
{
    private static readonly bool s_wantsColour =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public static bool HasInput { get; } = !Console.IsInputRedirected;

    public static bool OutputIsColoured { get; } = s_wantsColour && !Console.IsOutputRedirected;

    public static bool ErrorIsColoured { get; } = s_wantsColour && !Console.IsErrorRedirected;

    /// <summary>The text in the colour, unless it has its own or colours are not <paramref name="wanted"/>.</summary>
    public static string Coloured(string text, ConsoleColor colour, bool wanted)
    {
        if (!wanted)
            return Plain(text, wanted);
        return text.Contains('\e', StringComparison.Ordinal) ? text : $"\e[{Code(colour)}m{text}\e[0m";
    }

    /// <summary>The text without its colours, unless they are <paramref name="wanted"/>: the engine's tables have some always.</summary>
    public static string Plain(string text, bool wanted) =>
        wanted || !text.Contains('\e', StringComparison.Ordinal) ? text : ColourSequence().Replace(text, "");

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex ColourSequence();

    private static int Code(ConsoleColor colour) => colour switch
    {
        ConsoleColor.Black => 30,
        ConsoleColor.DarkRed => 31,
        ConsoleColor.DarkGreen => 32,
        ConsoleColor.DarkYellow => 33,
        ConsoleColor.DarkBlue => 34,
        ConsoleColor.DarkMagenta => 35,
        ConsoleColor.DarkCyan => 36,
        ConsoleColor.Gray => 37,
        ConsoleColor.DarkGray => 90,
        ConsoleColor.Red => 91,
        ConsoleColor.Green => 92,
        ConsoleColor.Yellow => 93,
        ConsoleColor.Blue => 94,
        ConsoleColor.Magenta => 95,
        ConsoleColor.Cyan => 96,
        _ => 39,
    };
}
