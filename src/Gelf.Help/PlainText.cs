using System.Globalization;
using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Gelf.Help;

/// <summary>Markdown as a terminal shows it. What it has no way to show is an error, rather than left out.</summary>
internal static class PlainText
{
    /// <summary>Each block as one text: a paragraph in one line, a list with a line for each entry, code as it is.</summary>
    internal static IEnumerable<string> Of(IEnumerable<Block> blocks) =>
        blocks.Select(block => string.Join('\n', Lines(block))).Where(text => text.Length > 0);

    /// <summary>A block in lines that are as long as they are.</summary>
    internal static IEnumerable<string> Lines(Block block) => block switch
    {
        HtmlBlock { Type: HtmlBlockType.Comment } => [],
        ParagraphBlock paragraph => [Of(paragraph.Inline)],
        CodeBlock code => Code(code).Split('\n').Select(line => "    " + line),
        ListBlock list => list.Cast<ListItemBlock>().SelectMany((item, i) => Entry(list, item, i)),
        Table table => table.Cast<TableRow>().Where(row => !row.IsHeader).SelectMany(Row),
        _ => throw new HelpSourceException($"line {block.Line + 1}: a {block.GetType().Name} cannot be shown in help."),
    };

    /// <summary>The code of a block, without its fences and without an empty line at the end.</summary>
    internal static string Code(CodeBlock code) => code.Lines.ToString().TrimEnd();

    internal static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LinkInline { IsImage: false } link => Of(link),
                AutolinkInline link => link.Url,
                EmphasisInline emphasis => Of(emphasis),
                _ => throw new HelpSourceException($"line {inline.Line + 1}: a {inline.GetType().Name} cannot be shown in help."),
            });
        return text.ToString();
    }

    private static IEnumerable<string> Entry(ListBlock list, ListItemBlock item, int index)
    {
        var first = int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var start) ? start : 1;
        var mark = list.IsOrdered ? $"{first + index}. " : "- ";
        return item.SelectMany(Lines).Select((line, i) => (i == 0 ? mark : new string(' ', mark.Length)) + line);
    }

    // The first column is a term, with its description below.
    private static IEnumerable<string> Row(TableRow row)
    {
        var cells = row.Cast<TableCell>().Select(cell => string.Join(' ', cell.SelectMany(Lines))).ToList();
        return cells.Skip(1).Where(cell => cell.Length > 0).Select(cell => "    " + cell).Prepend(cells[0]);
    }
}
