namespace Gelf.Tests.EndToEnd.Shell;

public sealed class BusyPoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_script_that_keeps_the_thread_pool_busy_costs_no_relay_its_peers()
    {
        var script = _folder.Write("script.ps1", """
            $one = Start-GelfRelay -Port 0 -ErrorAction Stop
            $two = New-GelfTap -ErrorAction Stop | Start-GelfRelay -Port 0
            $one | Connect-GelfRelay $two.JoinLink
            while (-not ($one.Peers -and $two.Peers)) { [Threading.Thread]::Sleep(20) }

            # Each holds one of the pool's threads, of which there are as many as cores at once; it adds one every half second or so.
            $end = [Threading.ManualResetEventSlim]::new()
            $busy = 1..(64 + [Environment]::ProcessorCount) | ForEach-Object { [Threading.Tasks.Task]::Run([Action] $end.Wait) }
            $without = 0
            $watch = [Diagnostics.Stopwatch]::StartNew()
            while ($watch.Elapsed.TotalSeconds -lt 5) {
                [Threading.Thread]::Sleep(20)
                $without += -not ($one.Peers -and $two.Peers)
            }
            $waiting = @($busy | Where-Object Status -EQ WaitingToRun).Count
            $end.Set()
            "$without times without a peer; busy: $($waiting -gt 0)"
            """);

        var result = await GelfProcess.RunAsync(script);

        Assert.Equal(("0 times without a peer; busy: True\n", ""), (result.Output, result.Error));
    }
}
