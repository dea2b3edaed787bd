using System.Text;

namespace Gelf.Help;

/// <summary>An about_ page of docs/en-US as the text file that Get-Help shows.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Margin = "    ";

    internal static string Render(string path)
    {
        try
        {
            var page = HelpPage.Read(path);
            var name = Path.GetFileNameWithoutExtension(path);
            if (page.Title != name)
                throw new HelpSourceException($"its title is '{page.Title}'.");
            // Get-Help takes the fifth line as the synopsis.
            var synopsis = string.Join(' ', PlainText.Of(page.Section("SHORT DESCRIPTION").Blocks));
            var text = new StringBuilder($"TOPIC\n{Margin}{name}\n\nSHORT DESCRIPTION\n{Margin}{synopsis}\n");
            foreach (var section in page.Sections.Where(section => section.Title != "SHORT DESCRIPTION"))
            {
                text.Append('\n').Append(section.Title.ToUpperInvariant()).Append('\n');
                AppendBlocks(text, section);
                foreach (var part in section.Parts)
                {
                    text.Append('\n').Append("  ").Append(part.Title).Append('\n');
                    AppendBlocks(text, part);
                }
            }
            return text.ToString();
        }
        catch (HelpSourceException e)
        {
            throw new HelpSourceException($"{path}: {e.Message}");
        }
    }

    /// <summary>The blocks of PowerShell on an about_ page, in their order.</summary>
    internal static IReadOnlyList<string> Code(string path) =>
    [
        .. HelpPage.Read(path).Sections.SelectMany(section => section.Parts.Prepend(section)).SelectMany(part => part.PowerShell).Select(PlainText.Code),
    ];

    private static void AppendBlocks(StringBuilder text, HelpSection section)
    {
        var first = true;
        foreach (var block in PlainText.Of(section.Blocks))
        {
            if (!first)
                text.Append('\n');
            first = false;
            foreach (var line in block.Split('\n'))
                AppendWrapped(text, line);
        }
    }

    // Do not wrap code, which begins with the spaces that PlainText gives it: a user could not copy it.
    private static void AppendWrapped(StringBuilder text, string line)
    {
        var isCode = line.StartsWith("    ", StringComparison.Ordinal);
        var hanging = line.StartsWith("- ", StringComparison.Ordinal) ? "  " : "";
        var rest = line;
        while (!isCode && rest.Length > Width - Margin.Length)
        {
            var end = rest.LastIndexOf(' ', Width - Margin.Length);
            if (end <= hanging.Length)
                break;
            text.Append(Margin).Append(rest.AsSpan(0, end)).Append('\n');
            rest = hanging + rest[(end + 1)..];
        }
        text.Append((Margin + rest).TrimEnd()).Append('\n');
    }
}
