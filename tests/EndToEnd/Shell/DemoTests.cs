using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>The README's first command: it shows a segment, and takes away all that it made.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("gelf-demo-test");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task It_pings_measures_and_leaves_nothing_behind()
    {
        using GelfProcess demo = Start();
        demo.Input.Close();

        ProcessResult result = await demo.ExitAsync();

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 packets transmitted, 2 received, 0% packet loss", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"sealed [\d.]+ Mbit/s, plain [\d.]+ Mbit/s", result.Output);
        AssertNothingIsLeft(result);
    }

    [Theory]
    [InlineData("icmp_seq=1")]
    [InlineData("== Cleaning up")]
    public async Task Interrupted_it_leaves_nothing_behind_either(string when)
    {
        using GelfProcess demo = Start();
        await demo.WaitForOutputAsync(when);

        demo.Signal(PosixSignal.SIGINT);
        ProcessResult result = await demo.ExitAsync();

        Assert.Equal(130, result.ExitCode);
        AssertNothingIsLeft(result);
    }

    private GelfProcess Start() => GelfProcess.Start(
        "env", Repository.Root,
        [$"TMPDIR={_temporary.FullName}", Repository.PathOf("gelf"), Repository.PathOf("examples", "demo.ps1"), "-Count", "2", "-Seconds", "1"]);

    private void AssertNothingIsLeft(ProcessResult result)
    {
        foreach (string what in (string[])["namespaces", "taps", "processes", "profile folders"])
            Assert.True(result.Output.Contains($"{what} left: 0\n", StringComparison.Ordinal), $"{what}: {result.Error}{result.Output}");
        Assert.DoesNotContain("gelf-demo", Commands.Run("ip", "netns", "list"), StringComparison.Ordinal);
        // The runtime's own pipes go when it finds the time.
        Assert.DoesNotContain(_temporary.EnumerateDirectories(), folder => !folder.Name.StartsWith('.'));
    }
}
