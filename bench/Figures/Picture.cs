using System.Globalization;
using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Gelf.Bench.Figures;

/// <summary>Two panels of bars: throughput, where longer is better, and round trips, where shorter is.</summary>
internal static class Picture
{
    private const int NamesWidth = 180;
    private const int PanelWidth = 360;
    private const int Width = NamesWidth + 2 * PanelWidth;
    private const int RowHeight = 24;
    private const int Margin = 70;
    private const string Font = "DejaVu Sans";

    internal static string Draw(IReadOnlyList<Contender> contenders, Theme theme)
    {
        var height = Margin + RowHeight * contenders.Count;
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, height), stream))
        {
            Draw(canvas, new PixelRect(0, NamesWidth + PanelWidth, height, 0), contenders, theme, "TCP, one stream (Gbit/s): longer is better", c => c.Throughput, withNames: true);
            Draw(canvas, new PixelRect(NamesWidth + PanelWidth, Width, height, 0), contenders, theme, "round trip, idle (ms): shorter is better", c => c.RoundTrip, withNames: false);
        }
        // Where a reader has no such font, one like it.
        return Encoding.UTF8.GetString(stream.ToArray()).Replace($"font-family=\"{Font}\"", $"font-family=\"{Font}, sans-serif\"", StringComparison.Ordinal);
    }

    private static void Draw(
        SKCanvas canvas, PixelRect panel, IReadOnlyList<Contender> contenders, Theme theme, string title, Func<Contender, double> figure, bool withNames)
    {
        using var plot = new Plot();
        Fill(plot, contenders, theme, title, figure, withNames);
        // A page shines through where nothing is drawn; a canvas that is cleared would be black there.
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.Render(canvas, panel);
    }

    private static void Fill(Plot plot, IReadOnlyList<Contender> contenders, Theme theme, string title, Func<Contender, double> figure, bool withNames)
    {
        var bars = contenders.Select((contender, at) => new Bar
        {
            Position = -at,
            Value = figure(contender),
            FillColor = Color.FromHex(contender.IsOurs ? theme.Ours : theme.Others),
            LineWidth = 0,
            Orientation = Orientation.Horizontal,
            Label = figure(contender).ToString("0.##", CultureInfo.InvariantCulture),
        }).ToList();
        var row = plot.Add.Bars(bars);
        row.Horizontal = true;
        row.ValueLabelStyle.FontName = Font;
        row.ValueLabelStyle.ForeColor = Color.FromHex(theme.Text);
        plot.Font.Set(Font);
        plot.Title(title, size: 13);
        plot.Axes.Margins(bottom: 0.02, top: 0.02);
        plot.Axes.Bottom.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Left.FrameLineStyle.Width = 0;
        plot.HideGrid();
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Color(Color.FromHex(theme.Text));
        plot.Axes.Left.SetTicks([.. bars.Select(bar => bar.Position)], [.. contenders.Select(contender => withNames ? contender.Title : "")]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = withNames ? NamesWidth : 10;
        plot.Axes.Left.TickLabelStyle.FontSize = 12;
        plot.Axes.SetLimitsX(0, 1.15 * contenders.Max(figure));
    }
}
