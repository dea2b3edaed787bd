using Gelf.Engine.Protocol;
using Gelf.Engine.Web;

namespace Gelf.Tests.Unit.Web;

public sealed class JoinLinkDrawingTests
{
    private static readonly JoinLink s_link = JoinLink.Parse("http://192.0.2.1:7001/#token=cl4ayOoOA-cL0cOZlLfk5Q");

    [Fact]
    public void Every_line_says_its_colours_and_takes_them_back() =>
        Assert.All(JoinLinkDrawing.Draw(s_link).Split('\n'), line => Assert.Matches("^\e\\[38;5;231;48;5;16m[█▀▄ ]+\e\\[0m$", line));

    [Fact]
    public void All_lines_are_of_one_length_and_twice_as_many_characters_wide_as_high()
    {
        var lines = Plain(JoinLinkDrawing.Draw(s_link));

        var width = Assert.Single(lines.Select(line => line.Length).Distinct());
        Assert.Equal(lines.Length, (width + 1) / 2);
    }

    [Fact]
    public void Four_light_modules_go_around_the_code()
    {
        var lines = Plain(JoinLinkDrawing.Draw(s_link));

        Assert.All(lines[..2].Concat(lines[^2..]), line => Assert.Equal(new string('█', line.Length), line));
        Assert.All(lines, line => Assert.True(line.StartsWith("████", StringComparison.Ordinal) && line.EndsWith("████", StringComparison.Ordinal)));
        // The corner of a finder pattern is right behind them, so they are four and not five.
        Assert.StartsWith("████ ▄▄▄▄▄ ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_two_relays_fits_into_a_terminal_of_80_columns()
    {
        var other = JoinLink.Parse("http://198.51.100.17:7001/#token=cl4ayOoOA-cL0cOZlLfk5Q");

        Assert.InRange(Plain(JoinLinkDrawing.Draw(s_link.WithOthers([other])))[0].Length, 29, 80);
    }

    private static string[] Plain(string drawing) =>
        [.. drawing.Split('\n').Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9;]*m", ""))];
}
