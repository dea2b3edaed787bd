using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>A relay that another process runs is seen, and there is a way to it.</summary>
public sealed class ForeignRelayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GelfProcess _service;
    private readonly Task _running;

    public ForeignRelayTests()
    {
        _service = GelfProcess.Start(_folder.Write("service.ps1",
            "$relay = Start-GelfRelay -Port 7033 -Name service -ErrorAction Stop; $other = Start-GelfRelay -Port 0 -Name other; $null = $other | Connect-GelfRelay $relay.JoinLink; 'running'; Receive-Job $relay -Wait"));
        _running = _service.WaitForOutputAsync("running\n");
    }

    public void Dispose()
    {
        _service.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_listed_with_its_process_address_port_and_tap()
    {
        await _running;

        Assert.Equal(
            $"service {_service} 127.0.0.1 7033 tap Enter-PSHostProcess -Id {_service}\n",
            await SayAsync("Get-GelfRelay servic? | ForEach-Object { \"$_ $($_.ProcessId) $($_.ListenAddress) $($_.Port) $($_.Tap -replace '\\d') $($_.EnterCommand)\" }"));
    }

    [Theory]
    [InlineData("Get-GelfRelay service | Stop-GelfRelay", "RelayElsewhere")]
    [InlineData("Get-GelfRelay service | Get-GelfStats", "RelayElsewhere")]
    [InlineData("Stop-GelfRelay service", "RelayElsewhere")]
    [InlineData("Get-GelfStats service", "RelayElsewhere")]
    [InlineData("Start-GelfRelay -Port 7033", "PortTaken")]
    public async Task What_cannot_be_done_from_here_is_an_error_that_names_its_process(string command, string id)
    {
        await _running;

        string said = await SayAsync($"{command} -ErrorAction SilentlyContinue; \"$($Error[0].FullyQualifiedErrorId -replace ',.*') $($Error[0])\"");

        Assert.StartsWith(id, said, StringComparison.Ordinal);
        Assert.Contains($"Enter-PSHostProcess -Id {_service}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_terminal_Enter_PSHostProcess_leads_to_its_peers_and_counters()
    {
        await _running;
        using Terminal terminal = Terminal.Open();

        terminal.Type($"Enter-PSHostProcess -Id {_service}");
        terminal.WaitFor($"[Process:{_service}]: PS ");
        terminal.Type("(Get-GelfPeer).Name -join ' and '; (Get-GelfStats service).Links");

        terminal.WaitFor("other and service");
    }

    [Fact]
    public async Task What_a_killed_process_leaves_is_taken_away_by_the_next_who_looks()
    {
        await _running;
        Assert.Equal(2, Directory.GetFiles("/run/gelf", $"{_service}-*.json").Length);

        _service.Kill();
        await _service.ExitAsync();

        Assert.Equal("", await SayAsync($"(Get-GelfRelay | Where-Object ProcessId -eq {_service}).Name"));
        Assert.Empty(Directory.GetFiles("/run/gelf", $"{_service}-*"));
    }

    [Fact]
    public async Task What_it_wrote_is_roots_alone_and_goes_with_it()
    {
        await _running;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode("/run/gelf"));
        Assert.All(Directory.GetFiles("/run/gelf"), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

        _service.Signal(PosixSignal.SIGTERM);
        await _service.ExitAsync();

        Assert.Empty(Directory.GetFiles("/run/gelf", $"{_service}-*"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Name\":\"x\"}")]
    public async Task A_file_that_tells_of_no_relay_is_told_and_stays(string text)
    {
        await _running;
        string file = $"/run/gelf/{Guid.NewGuid():N}.json";
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        try
        {
            string said = await SayAsync("Get-GelfRelay service 3>&1 | ForEach-Object { \"$_\" }");

            Assert.Equal($"'{file}' does not tell of a relay, and is passed over.\nservice\n", said);
            Assert.True(File.Exists(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> SayAsync(string command)
    {
        ProcessResult result = await GelfProcess.RunAsync("-Command", command);
        Assert.Equal("", result.Error);
        return result.Output;
    }
}
