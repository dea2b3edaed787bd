using System.Text.Json;
using Gelf.Bench.Figures;

// Draws what Bench measured: Figures bench.json FOLDER makes figures-light.svg and figures-dark.svg in the folder.
if (args is not [var results, var folder])
{
    Console.Error.WriteLine("Usage: Figures bench.json FOLDER");
    return 2;
}
using var json = JsonDocument.Parse(File.ReadAllBytes(results));
var contenders = Contender.ReadAll(json.RootElement);
if (contenders.Count == 0)
{
    Console.Error.WriteLine($"'{results}' has no figures of contenders: run Bench with its part Network.");
    return 1;
}
foreach (var theme in Theme.All)
    File.WriteAllText(Path.Combine(folder, $"figures-{theme.Name}.svg"), Picture.Draw(contenders, theme));
return 0;
