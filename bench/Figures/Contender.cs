using System.Text.Json;

namespace Gelf.Bench.Figures;

/// <summary>One row of the picture.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="IsOurs">Whether it is Gelf.</param>
/// <param name="Throughput">Gbit/s of one TCP stream.</param>
/// <param name="RoundTrip">Milliseconds of an idle round trip, p50.</param>
internal sealed record Contender(string Title, bool IsOurs, double Throughput, double RoundTrip)
{
    /// <summary>Those of which both were measured, the fastest first.</summary>
    internal static IReadOnlyList<Contender> ReadAll(JsonElement results) =>
        !results.TryGetProperty("network", out var network) ? [] :
        [
            .. network.EnumerateArray()
                .Select(entry => (Title: entry.GetProperty("title").GetString()!, Name: entry.GetProperty("name").GetString()!, Median: entry.GetProperty("median")))
                .Select(entry => (entry.Title, entry.Name, Stream: Figure(entry.Median, "oneStream"), RoundTrip: Figure(entry.Median, "idleP50")))
                .Where(entry => entry is { Stream: not null, RoundTrip: not null })
                .Select(entry => new Contender(entry.Title, entry.Name.StartsWith("gelf", StringComparison.Ordinal), entry.Stream!.Value, entry.RoundTrip!.Value))
                .OrderByDescending(contender => contender.Throughput),
        ];

    private static double? Figure(JsonElement median, string name) =>
        median.TryGetProperty(name, out var figure) && figure.ValueKind == JsonValueKind.Number ? figure.GetDouble() : null;
}
