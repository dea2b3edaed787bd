namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>The join link has a token: Start-GelfRelay -WaitForPeer shows it to whoever sits at the terminal, and leaves it nowhere.</summary>
public sealed class WaitingForPeerTests : IDisposable
{
    private const string Token = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Wait = "Start-GelfRelay -Port 0 -Token ('a' * 40) -WaitForPeer -Timeout 0.5 -ErrorAction SilentlyContinue";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_terminal_shows_the_join_link_to_be_opened_and_its_transcript_does_not()
    {
        var script = _folder.Write("waiting.ps1", $"""
            $null = Start-Transcript "$PSScriptRoot/transcript.txt"
            $relay = {Wait}
            Write-Host "port $($relay.Port)"
            $null = Stop-Transcript
            """);

        var result = await GelfProcess.RunAsync("script", Repository.Root, ["-qefc", $"exec ./gelf \"{script}\"", "/dev/null"]);

        var kept = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "transcript.txt"), TestContext.Current.CancellationToken);
        var port = kept.Split("port ")[1].Split('\n')[0].Trim();
        Assert.Contains($"\nhttp://127.0.0.1:{port}/#token={Token}\r\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_goes_elsewhere_has_no_token_and_neither_have_the_streams_of_the_command_and_of_its_relay()
    {
        var script = _folder.Write("waiting.ps1", $"""
            $waiting = [powershell]::Create().AddScript("{Wait}")
            $waiting.Invoke()
            $waiting.Streams.Progress, $waiting.Streams.Information, $waiting.Streams.Error | Format-List -Property * -Force
            $relay = Get-GelfRelay
            Get-Job | Format-List
            Receive-Job $relay 6>&1
            {Wait}
            """);

        var result = await GelfProcess.RunAsync(script);

        Assert.Contains("waits for a first peer", result.Output, StringComparison.Ordinal);
        Assert.Contains("Serves http://127.0.0.1:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, result.Output + result.Error, StringComparison.Ordinal);
    }
}
