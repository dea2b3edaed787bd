using System.Diagnostics;
using System.Management.Automation;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>Test-GelfPath between real relays over real sockets.</summary>
[Collection(CmdletCollection.Name)]
public sealed class PathCommandTests(HostedShell shell) : IDisposable
{
    private const string Quickly = "-Count 5 -Interval 0.01 -Duration 0.2";
    private const string Key = "b04c96f0e62fd14424e7e58e3d8ba957";

    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData(null)]
    [InlineData(Key)]
    public void A_path_has_its_round_trips_loss_and_throughput_measured(string? key)
    {
        var (one, two) = Linked(key);
        var before = (Drops(one), Drops(two));

        var path = Measured($"Test-GelfPath -Relay $args[0] -Peer $args[1] {Quickly}", one, two.NameOnSegment());

        Assert.Equal((one.Name, two.NameOnSegment(), 1), (path.Relay, path.Peer, path.Hops));
        Assert.Equal((5, 5, 0.0), (path.Sent, path.Received, path.LossPercent));
        TimeSpan?[] roundTrips = [TimeSpan.Zero, path.Minimum, path.P50, path.P90, path.P99, path.Maximum];
        Assert.DoesNotContain(null, roundTrips);
        Assert.Equal(roundTrips.Order(), roundTrips);
        Assert.NotNull(path.Jitter);
        Assert.True(path.BitsPerSecond > 0);
        Assert.Equal(two.NameOnSegment(), path.ToString());
        // No drop, and nothing of it reached the host.
        Assert.Equal(before, (Drops(one), Drops(two)));
        Assert.Equal(0, Stats(two).FramesReceived);
    }

    [Theory]
    [InlineData("Test-GelfPath -Peer $args[1] {0}")]
    [InlineData("Test-GelfPath $args[0] $args[1] {0}")]
    [InlineData("Test-GelfPath -Relay $args[0].Name {0}")]
    [InlineData("$args[0] | Test-GelfPath {0}")]
    [InlineData("$args[0] | Get-GelfPeer | Test-GelfPath {0}")]
    [InlineData("$args[0].Peers | Test-GelfPath {0}")]
    [InlineData("Test-GelfPath -Peer ($args[0] | Get-GelfPeer) {0}")]
    [InlineData("Test-GelfPath -Relay $args[0] -Peer ($args[0] | Get-GelfPeer).Id {0}")]
    [InlineData("Test-GelfPath -Relay sti* -Peer ($args[1] -replace '.$', '*') {0}")]
    public void A_peer_is_named_piped_or_left_out(string script)
    {
        var (one, two) = Linked();

        var outcome = shell.Run(script.Replace("{0}", Quickly, StringComparison.Ordinal), one, two.NameOnSegment());

        Assert.Empty(outcome.Errors);
        Assert.Contains(outcome.Output, o => o.BaseObject is GelfPathTest path && path.Relay == one.Name && path.Peer == two.NameOnSegment());
    }

    [Fact]
    public void The_throughput_can_be_left_out()
    {
        var (one, _) = Linked();

        var path = Measured("$args[0] | Test-GelfPath -Count 2 -Interval 0.01 -Duration 0", one);

        Assert.Equal((2, null), (path.Received, path.BitsPerSecond));
        Assert.True(Stats(one).MessagesSent < 100);
    }

    [Fact]
    public void Measuring_shows_progress_and_ends_it()
    {
        var (one, _) = Linked();
        using var run = shell.Prepare("$args[0] | Test-GelfPath -Count 5 -Interval 0.1 -Duration 0.3", one);

        run.Invoke();

        var records = run.Streams.Progress.Where(record => record.Activity == "Test-GelfPath").ToList();
        Assert.Contains(records, record => record.PercentComplete is > 0 and < 100 && record.RecordType == ProgressRecordType.Processing);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
    }

    [Fact]
    public void Measuring_ends_at_once_when_the_pipeline_is_stopped()
    {
        var (one, _) = Linked();
        using var measuring = shell.Prepare("$args[0] | Test-GelfPath -Count 100000 -Interval 60", one);
        measuring.BeginInvoke();
        HostedShell.Until(() => measuring.Streams.Progress.Count > 0);
        var watch = Stopwatch.StartNew();

        measuring.Stop();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20)); // the next probe would come after 60
        Assert.Equal(JobState.Running, one.JobStateInfo.State);
    }

    [Fact]
    public void A_relay_that_stops_meanwhile_is_one_error()
    {
        var (one, _) = Linked();

        var outcome = shell.RunBeside(one.StopJob, "$args[0] | Test-GelfPath -Count 100000 -Interval 60", one);

        Assert.Empty(outcome.Output);
        Assert.Equal("RelayNotRunning", outcome.TheErrorId);
    }

    [Fact]
    public void A_peer_that_is_gone_is_a_loss_of_all()
    {
        var (one, two) = Linked();
        var peer = shell.Get("$args[0] | Get-GelfPeer", one);
        two.StopJob();
        HostedShell.Until(() => one.Peers.Count == 0);

        var path = Measured("$args[0] | Test-GelfPath -Count 3 -Interval 0.01 -Timeout 0.1", peer);

        Assert.Equal((3, 0, 100.0, null), (path.Sent, path.Received, path.LossPercent, path.P50));
        Assert.Null(path.BitsPerSecond);
    }

    [Fact]
    public void A_peer_with_another_key_is_an_error_by_name_and_where_there_is_no_other()
    {
        var one = TestRelay.Running(shell, token: "t", key: Key).Job;
        var two = TestRelay.Running(shell, token: "t", key: "00112233445566778899aabbccddeeff").Job;
        shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two);
        HostedShell.Until(() => one.AllPeers.Any());

        var asked = shell.Run("Test-GelfPath -Relay $args[0] -Peer $args[1]", one, two.NameOnSegment());

        Assert.Equal("PeerNotConnected", asked.TheErrorId);
        Assert.Contains(
            $"another key than this relay: its fingerprint is {two.Key!.Fingerprint}, this relay's is {one.Key!.Fingerprint}", asked.TheError.ToString(), StringComparison.Ordinal);
        var all = shell.Run("Test-GelfPath -Relay $args[0]", one);
        Assert.Equal("NoPeerConnected", all.TheErrorId);
        Assert.Contains($"{two.NameOnSegment()}: It has another key", all.TheError.ToString(), StringComparison.Ordinal);
        Assert.Empty(all.Output);
    }

    [Fact]
    public void A_peer_with_another_key_is_left_out_where_there_is_one_to_measure()
    {
        var (one, _) = Linked(Key);
        var three = TestRelay.Running(shell, key: "00112233445566778899aabbccddeeff").Job;
        shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, three);
        HostedShell.Until(() => one.AllPeers.Count() == 2);

        Measured($"Test-GelfPath -Relay $args[0] {Quickly}", one);
    }

    [Fact]
    public void A_relay_without_any_peer_is_an_error_that_says_so()
    {
        var one = TestRelay.Running(shell).Job;

        var outcome = shell.Run("Test-GelfPath", one);

        Assert.Equal("NoPeerConnected", outcome.TheErrorId);
        Assert.Equal(one.Name, outcome.TheError.TargetObject);
    }

    [Theory]
    [InlineData("Test-GelfPath -Peer nobody", "PeerNotFound")]
    [InlineData("Test-GelfPath -Relay nowhere -Peer nobody", "RelayNotFound")]
    [InlineData("Test-GelfPath -Count 0", "CountInvalid")]
    [InlineData("Test-GelfPath -Count 100001", "CountInvalid")]
    [InlineData("Test-GelfPath -Interval 0", "IntervalInvalid")]
    [InlineData("Test-GelfPath -Interval NaN", "IntervalInvalid")]
    [InlineData("Test-GelfPath -Timeout 61", "TimeoutInvalid")]
    [InlineData("Test-GelfPath -Duration -1", "DurationInvalid")]
    public void What_cannot_be_is_one_error(string script, string id)
    {
        var outcome = shell.Run(script);

        Assert.Equal(id, outcome.TheErrorId);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Without_any_relay_or_peer_there_is_nothing_to_measure()
    {
        Assert.Empty(shell.Run("Test-GelfPath; Test-GelfPath -Peer no-such-*").Errors);
        Assert.Equal("RelayNotRunning", shell.Run("$args[0].StopJob(); $args[0] | Test-GelfPath", TestRelay.Running(shell).Job).TheErrorId);
    }

    [Fact]
    public void Peers_and_their_addresses_are_offered_by_Tab()
    {
        var (one, two) = Linked();

        Assert.Equal([$"'{two.NameOnSegment()}'"], shell.Complete($"Test-GelfPath -Relay {one.Name} -Peer "));
        Assert.Equal(new[] { one, two }.Select(relay => $"'{relay.NameOnSegment()}'").Order(), shell.Complete("Test-GelfPath -Peer ").Order());
        Assert.Equal([$"'{one.NameOnSegment()}'"], shell.Complete($"Get-GelfPeer {two.Name} -Name "));
        Assert.Empty(shell.Complete("Test-GelfPath -Relay nowhere -Peer "));
    }

    private (GelfRelayJob One, GelfRelayJob Two) Linked(string? key = null)
    {
        var (one, two) = (TestRelay.Running(shell, key: key).Job, TestRelay.Running(shell, key: key).Job);
        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two).Errors);
        HostedShell.Until(() => one.Peers.Count == 1 && two.Peers.Count == 1);
        return (one, two);
    }

    private GelfPathTest Measured(string script, params object[] arguments) => Assert.IsType<GelfPathTest>(shell.Get(script, arguments));

    /// <summary>The counters of drops that are not 0.</summary>
    private string Drops(GelfRelayJob relay) => string.Join(
        ", ", typeof(GelfStats).GetProperties().Where(p => p.Name.StartsWith("Dropped", StringComparison.Ordinal))
            .Select(p => (p.Name, Count: (long)p.GetValue(Stats(relay))!)).Where(d => d.Count > 0));

    private GelfStats Stats(GelfRelayJob relay) => Assert.IsType<GelfStats>(shell.Get("$args[0] | Get-GelfStats", relay));
}

internal static class RelayNames
{
    /// <summary>What a relay without a name of its own calls itself to its peers.</summary>
    internal static string NameOnSegment(this GelfRelayJob relay) => $"{Environment.MachineName}/{relay.Tap.Name}";
}
