using Markdig;
using Markdig.Syntax;

namespace Gelf.Help;

/// <summary>A Markdown file by its headings: a title, sections, and parts of sections.</summary>
internal sealed record HelpPage(string Title, IReadOnlyList<HelpSection> Sections)
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    internal HelpSection Section(string title) =>
        Sections.FirstOrDefault(section => section.Title == title) ?? throw new HelpSourceException($"the section '{title}' is missing.");

    internal static HelpPage Read(string path)
    {
        string? title = null;
        var sections = new List<HelpSection>();
        foreach (var block in Markdown.Parse(File.ReadAllText(path), s_pipeline))
            switch (block)
            {
                case Markdig.Extensions.Yaml.YamlFrontMatterBlock:
                    break;
                case HeadingBlock { Level: 1 } heading when title is null:
                    title = PlainText.Of(heading.Inline);
                    break;
                case HeadingBlock { Level: 2 } heading:
                    sections.Add(new HelpSection(PlainText.Of(heading.Inline)));
                    break;
                case HeadingBlock { Level: 3 } heading when sections.Count > 0:
                    sections[^1].Parts.Add(new HelpSection(PlainText.Of(heading.Inline)));
                    break;
                default:
                    var into = sections.LastOrDefault() ?? throw new HelpSourceException($"line {block.Line + 1}: this is outside of any section.");
                    (into.Parts.LastOrDefault() ?? into).Blocks.Add(block);
                    break;
            }
        return new HelpPage(title ?? throw new HelpSourceException("it has no title."), sections);
    }
}

/// <summary>What stands below a heading.</summary>
internal sealed record HelpSection(string Title)
{
    internal List<Block> Blocks { get; } = [];
    internal List<HelpSection> Parts { get; } = [];

    internal IEnumerable<FencedCodeBlock> PowerShell => Blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "powershell");
}
