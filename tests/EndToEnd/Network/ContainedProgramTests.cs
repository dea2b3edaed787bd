namespace Gelf.Tests.EndToEnd.Network;

public sealed class ContainedProgramTests
{
    [Fact]
    public void What_a_contained_program_starts_and_writes_goes_with_it_however_it_ends()
    {
        using var host = new NetworkNamespace("box");
        var mark = $"gelf-{Guid.NewGuid():N}";
        using (host.StartContained("sh", "-c", $"touch /tmp/{mark} ~/{mark} /dev/shm/{mark}; setsid sleep 1000 & sleep 1000"))
            Eventually.True(() => Processes(host).Count(name => name == "sleep") == 2);

        Eventually.True(() => Processes(host).Length == 0);
        Assert.DoesNotContain(new[] { "/tmp", "/dev/shm", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }, folder => File.Exists($"{folder}/{mark}"));
    }

    private static string[] Processes(NetworkNamespace host)
    {
        var ids = Commands.Run("ip", "netns", "pids", host.Name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. ids.Select(NameOf).OfType<string>()];
    }

    // Null if it has ended meanwhile.
    private static string? NameOf(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
