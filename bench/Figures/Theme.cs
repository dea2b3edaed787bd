namespace Gelf.Bench.Figures;

/// <summary>The colours of a picture on a page, which shines through.</summary>
internal sealed record Theme(string Name, string Text, string Ours, string Others)
{
    internal static readonly IReadOnlyList<Theme> All =
    [
        new("light", Text: "#1f2328", Ours: "#1a7f37", Others: "#8c959f"),
        new("dark", Text: "#f0f6fc", Ours: "#3fb950", Others: "#6e7681"),
    ];
}
