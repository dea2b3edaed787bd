using System.Text.Json;

namespace Gelf.PowerShell.Elsewhere;

/// <summary>
/// The relays of all processes of this host, a small file each in a folder that is root's alone. A process that is killed leaves
/// its files behind: they are stale, and the next one that lists them takes them away.
/// </summary>
internal static class RelayRecords
{
    private const int LongestFile = 4096;

    private static readonly JsonSerializerOptions s_strict = new() { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    private const string Folder = "/run/gelf";

    /// <summary>Writes a record; returns its file, for <see cref="Remove"/>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not; only root may.</exception>
    internal static string Write(RelayRecord record)
    {
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(Folder, $"{record.ProcessId}-{Guid.NewGuid():N}.json");
        // Write to another name first: another process may be listing.
        var beginning = path + ".new";
        using (var file = new FileStream(beginning, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            JsonSerializer.Serialize(file, record);
        File.Move(beginning, path);
        return path;
    }

    /// <summary>Removes a record; one that is gone already, with its folder or without, is fine.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not.</exception>
    internal static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody removed the folder.
        }
    }

    /// <summary>The relays of other processes. Ordinary users see none.</summary>
    /// <param name="tell">Told of a file that is none of ours.</param>
    internal static IReadOnlyList<RelayRecord> OfOthers(Action<string> tell)
    {
        var records = new List<RelayRecord>();
        foreach (var path in Files())
        {
            try
            {
                if (Read(path) is not { } record)
                    tell($"'{path}' does not tell of a relay, and is passed over.");
                else if (record.Processes != RelayRecord.OwnProcesses)
                    continue; // a container's, which shares /run: whether it runs cannot be told, nor is there a way to it
                else if (ProcessStart.Of(record.ProcessId) != record.ProcessStart)
                    Remove(path);
                else if (record.ProcessId != Environment.ProcessId)
                    records.Add(record);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // The relay stopped meanwhile.
            }
        }
        return [.. records.OrderBy(record => record.StartTime)];
    }

    private static string[] Files()
    {
        try
        {
            return Directory.GetFiles(Folder, "*.json");
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static RelayRecord? Read(string path)
    {
        if (new FileInfo(path).Length > LongestFile)
            return null;
        try
        {
            return JsonSerializer.Deserialize<RelayRecord>(File.ReadAllText(path), s_strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
