using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>When relays and wires are stopped and the shell goes on, no tap, no thread and no port of theirs is left in it.</summary>
public sealed class NothingLeftTests : IDisposable
{
    private readonly NetworkNamespace _host = new("left");
    private readonly HostShell _shell;

    public NothingLeftTests() => _shell = new HostShell(_host);

    public void Dispose()
    {
        _shell.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("Get-Job | Stop-Job")]
    [InlineData("Get-Job | Remove-Job -Force")]
    [InlineData("$wire | Stop-Job; Get-GelfRelay | Stop-GelfRelay")]
    [InlineData("Remove-Module Gelf")]
    [InlineData("$one.StopJob(); $two.StopJob(); $wire.StopJob(); Get-Job | Receive-Job -Wait -AutoRemoveJob 3> $null 6> $null")]
    public void Stopping_leaves_no_tap_no_thread_and_no_port(string command)
    {
        _shell.Run("$one = Start-GelfRelay -Port 0 -Encrypt; $two = Start-GelfRelay -Port 0 -Key $one.Key");
        _shell.Run("$one | Connect-GelfRelay $two.JoinLink; $wire = Start-GelfWire $one.JoinLink, $two.JoinLink");
        _shell.Run("$null = [Net.Http.HttpClient]::new().GetStringAsync($one.Uri).GetAwaiter().GetResult()");
        Eventually.True(() => _shell.Run("$one.Peers.Count + $two.Peers.Count + $wire.Links.Count") == "4");
        _shell.Run("$null = $one | Test-GelfPath -Count 3 -Interval 0.01 -Duration 0.1");
        Assert.Equal(2, Taps().Length);
        Assert.Equal(2, Listeners().Length);
        Assert.Contains("gelf tap0", Threads());

        _shell.Run(command);

        Assert.Empty(Taps());
        Assert.Empty(Listeners());
        Eventually.True(() => Threads().Length == 0);
    }

    private string[] Taps() => Lines("ip", "-o", "link", "show", "type", "tun");

    private string[] Listeners() => Lines("ss", "-Htln");

    /// <summary>The threads that Gelf has named as its own.</summary>
    private string[] Threads() =>
        [.. Directory.EnumerateDirectories($"/proc/{_shell.ProcessId}/task").Select(Name).Where(name => name.StartsWith("gelf ", StringComparison.Ordinal))];

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").Trim();
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }

    private string[] Lines(params string[] command) => _host.Run(command).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
