using System.Xml.Linq;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Bench;

/// <summary>The pictures that Bench draws of its figures.</summary>
public sealed class FiguresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Both_pictures_name_every_contender_that_was_measured_with_its_figures()
    {
        string results = _folder.Write("bench.json", """
            {"network": [
              {"name": "veth", "title": "veth", "median": {"oneStream": 36.14, "idleP50": 0.03}},
              {"name": "gelf-direct", "title": "Gelf direct", "median": {"oneStream": 13.2, "idleP50": 0.11}},
              {"name": "broken", "title": "not measured", "median": {"oneStream": null, "idleP50": null}}]}
            """);

        Assert.Equal(0, Draw(results).ExitCode);

        foreach (string theme in new[] { "light", "dark" })
        {
            string[] texts = [.. XDocument.Load(Path.Combine(_folder.Path, $"figures-{theme}.svg")).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
            Assert.Subset(texts.ToHashSet(), new HashSet<string> { "veth", "Gelf direct", "36.14", "13.2", "0.03", "0.11" });
            Assert.DoesNotContain("not measured", texts);
        }
    }

    [Fact]
    public void Results_without_figures_of_the_network_are_an_error_that_says_so()
    {
        string results = _folder.Write("bench.json", "{}");

        Commands.Result drawn = Draw(results);

        Assert.Equal(1, drawn.ExitCode);
        Assert.Contains("has no figures of contenders", drawn.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Commands.Result Draw(string results) =>
        Commands.Try("dotnet", Repository.PathOf("bench", "Figures", "bin", "Release", "net10.0", "Figures.dll"), results, _folder.Path);
}
