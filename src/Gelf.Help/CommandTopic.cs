using Markdig.Syntax;

namespace Gelf.Help;

/// <summary>What a page of docs/en-US says of one cmdlet.</summary>
internal sealed record CommandTopic
{
    internal required string Name { get; init; }
    internal required string Synopsis { get; init; }
    internal required IReadOnlyList<string> Description { get; init; }
    internal required IReadOnlyList<HelpExample> Examples { get; init; }
    internal required IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; }
    internal required IReadOnlyList<HelpEntry> Inputs { get; init; }
    internal required IReadOnlyList<HelpEntry> Outputs { get; init; }
    internal required IReadOnlyList<string> Notes { get; init; }
    internal required IReadOnlyList<string> Links { get; init; }

    internal static CommandTopic Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        try
        {
            var page = HelpPage.Read(path);
            if (page.Title != name)
                throw new HelpSourceException($"its title is '{page.Title}'.");
            return new CommandTopic
            {
                Name = name,
                Synopsis = string.Join(' ', PlainText.Of(page.Section("SYNOPSIS").Blocks)),
                Description = [.. PlainText.Of(page.Section("DESCRIPTION").Blocks)],
                Examples = [.. page.Section("EXAMPLES").Parts.Select(HelpExample.From)],
                Parameters = page.Section("PARAMETERS").Parts.Where(part => part.Title.StartsWith('-'))
                    .ToDictionary(part => part.Title[1..], part => (IReadOnlyList<string>)[.. PlainText.Of(part.Blocks.Where(IsProse))]),
                Inputs = Entries(page.Section("INPUTS")),
                Outputs = Entries(page.Section("OUTPUTS")),
                Notes = [.. PlainText.Of(page.Section("NOTES").Blocks)],
                Links = [.. page.Section("RELATED LINKS").Blocks.OfType<ListBlock>().SelectMany(list => PlainText.Lines(list)).Select(line => line[2..])],
            };
        }
        catch (HelpSourceException e)
        {
            throw new HelpSourceException($"{path}: {e.Message}");
        }
    }

    // Readers of the page need the block of attributes; Get-Help takes them from the cmdlet.
    private static bool IsProse(Block block) => block is not FencedCodeBlock { Info: "yaml" };

    private static List<HelpEntry> Entries(HelpSection section) =>
        [.. section.Parts.Select(part => new HelpEntry(part.Title, [.. PlainText.Of(part.Blocks)]))];
}

/// <summary>A type that a cmdlet takes or returns.</summary>
internal sealed record HelpEntry(string Name, IReadOnlyList<string> Text);

/// <summary>An example: what it is for, its code, and what there is to say of it.</summary>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks)
{
    internal static HelpExample From(HelpSection part)
    {
        var code = part.PowerShell.ToList();
        return code.Count == 1
            ? new HelpExample(part.Title, PlainText.Code(code[0]), [.. PlainText.Of(part.Blocks.Where(block => block != code[0]))])
            : throw new HelpSourceException($"the example '{part.Title}' has {code.Count} blocks of powershell, and needs one.");
    }
}
