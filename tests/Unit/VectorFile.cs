using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Gelf.Tests.Unit;

/// <summary>The JSON vectors in tests/vectors, which the page's tests run too.</summary>
internal static class VectorFile
{
    internal static JsonElement Load(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), name))).RootElement;

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "vectors");

    internal static TheoryData<string> Names(string file)
    {
        var names = new TheoryData<string>();
        foreach (var entry in Load(file).EnumerateArray())
            names.Add(entry.GetProperty("name").GetString()!);
        return names;
    }

    internal static JsonElement Entry(string file, string name) =>
        Load(file).EnumerateArray().Single(e => e.GetProperty("name").GetString() == name);

    /// <summary>The bytes of an entry's <c>hex</c> or <c>hexRepeat</c>.</summary>
    internal static byte[] Bytes(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.String)
            return Convert.FromHexString(entry.GetString()!);
        if (entry.TryGetProperty("hex", out var hex))
            return Convert.FromHexString(hex.GetString()!);
        var repeat = entry.GetProperty("hexRepeat");
        var bytes = new byte[repeat.GetProperty("length").GetInt32()];
        Array.Fill(bytes, Convert.ToByte(repeat.GetProperty("fill").GetString(), 16));
        Convert.FromHexString(repeat.GetProperty("prefix").GetString()!).CopyTo(bytes, 0);
        return bytes;
    }

    internal static ulong Id(this JsonElement entry, string field) => Convert.ToUInt64(entry.GetProperty(field).GetString(), 16);
}
