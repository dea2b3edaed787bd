using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Gelf.Tests.Unit.Fuzzing;

/// <summary>The files in tests/corpora, with which the page's tests and the fuzzers start, too.</summary>
internal static class Corpus
{
    internal static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "corpora"));

    /// <summary>A target's files by name.</summary>
    internal static SortedDictionary<string, byte[]> Load(string target) => new(
        Directory.EnumerateFiles(Path.Combine(Folder(), target)).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);

    /// <summary>What both implementations make of a target's files, by name.</summary>
    internal static JsonObject Verdicts(string target) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder(), "verdicts.json")))![target]!.AsObject();
}
