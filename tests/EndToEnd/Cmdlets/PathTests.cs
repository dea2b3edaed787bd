namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>Test-GelfPath, and waiting for a peer, between hosts.</summary>
public sealed class PathTests(TwoHostsAndAThird hosts) : IClassFixture<TwoHostsAndAThird>, IDisposable
{
    private const string Sealed = " -Key b04c96f0e62fd14424e7e58e3d8ba957";
    private const string Wire = "$wire = Start-GelfWire 'http://10.83.1.1:7001/#token=token1', 'http://10.83.2.1:7001/#token=token2'";

    public void Dispose() => hosts.Clean();

    [Theory]
    [InlineData("")]
    [InlineData(Sealed)]
    public void The_path_over_a_wire_is_measured(string options)
    {
        hosts.StartRelays(options);
        hosts.ShellThree.Run(Wire);
        Eventually.True(() => hosts.ShellOne.Run("$relay.Peers.Count") == "1");

        hosts.ShellOne.Run("$path = $relay | Test-GelfPath -Count 10 -Interval 0.02 -Duration 0.5");

        Assert.Equal("10 10 0 2", hosts.ShellOne.Run("\"$($path.Sent) $($path.Received) $($path.LossPercent) $($path.Hops)\""));
        Assert.Equal("True", hosts.ShellOne.Run("$path.Minimum -gt 0 -and $path.P50 -ge $path.Minimum -and $path.P99 -ge $path.P50 -and $path.Maximum -ge $path.P99"));
        // Far less than any machine does, far more than probes at an interval would.
        Assert.Equal("True", hosts.ShellOne.Run("$path.BitsPerSecond -gt 10e6"));
        Assert.Equal("0 0", hosts.ShellTwo.Run("$stats = Get-GelfStats; \"$($stats.DroppedProbeLimit) $($stats.DroppedMalformed)\""));
    }

    [Fact]
    public async Task Start_GelfRelay_can_wait_for_its_first_peer()
    {
        var waiting = Task.Run(() => hosts.ShellOne.Run("$relay = Start-GelfRelay -ListenAddress 0.0.0.0 -Token token1 -WaitForPeer -Timeout 50; $relay.Peers.Count"), TestContext.Current.CancellationToken);
        hosts.ShellTwo.Run("$relay = Start-GelfRelay -ListenAddress 0.0.0.0 -Token token2");
        Eventually.True(() => hosts.One.Run("ss", "-Htln").Contains(":7001", StringComparison.Ordinal));
        Assert.False(waiting.IsCompleted);

        hosts.ShellTwo.Run("$relay | Connect-GelfRelay 'http://10.83.3.1:7001/#token=token1'");

        Assert.Equal("1", await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Waiting_for_a_peer_in_vain_is_an_error_and_the_relay_goes_on()
    {
        var error = hosts.ShellOne.RunToFail("$relay = Start-GelfRelay -WaitForPeer -Timeout 0.2 -ErrorAction Stop");

        Assert.StartsWith("PeerTimeout,", error, StringComparison.Ordinal);
        Assert.Equal("Running", hosts.ShellOne.Run("(Get-GelfRelay).State"));
        Assert.Equal("10.10.10.1/24", hosts.ShellOne.Run("$address = New-GelfTap t1 | Start-GelfRelay -Port 0 -WaitForPeer -Timeout 0.2 -ErrorAction SilentlyContinue | New-GelfAddress 10.10.10.1/24; $address"));
    }

    [Fact]
    public void Ctrl_C_ends_the_waiting_for_a_peer_and_the_relay_goes_on()
    {
        // A pipeline of its own, as the shell's own is busy with the test's commands.
        hosts.ShellOne.Run("$state = [initialsessionstate]::CreateDefault2(); $state.ImportPSModule((Import-Module Gelf -PassThru).Path); $runspace = [runspacefactory]::CreateRunspace($state); $runspace.Open()");
        hosts.ShellOne.Run("$waiting = [powershell]::Create(); $waiting.Runspace = $runspace; $null = $waiting.AddScript('Start-GelfRelay -Port 0 -WaitForPeer'); $null = $waiting.BeginInvoke()");
        Eventually.True(() => hosts.ShellOne.Run("$waiting.Streams.Progress.Count") != "0");

        hosts.ShellOne.Run("$waiting.Stop()");

        Assert.Equal("Stopped", hosts.ShellOne.Run("$waiting.InvocationStateInfo.State"));
        Assert.Equal("Running", hosts.ShellOne.Run("(Get-GelfRelay).State"));
        hosts.ShellOne.Run("$runspace.Dispose()");
    }
}
