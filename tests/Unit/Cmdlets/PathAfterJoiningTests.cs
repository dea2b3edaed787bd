using System.Management.Automation;
using System.Net.WebSockets;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.Tests.Unit.Links;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>Test-GelfPath where relays have yet to hear of each other, or to agree on keys.</summary>
[Collection(CmdletCollection.Name)]
public sealed class PathAfterJoiningTests(HostedShell shell) : IDisposable
{
    private const string Once = "-Count 1 -Timeout 60 -Duration 0";
    private const string Key = "b04c96f0e62fd14424e7e58e3d8ba957";

    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData(null, "Test-GelfPath $args[0]"), InlineData(Key, "Test-GelfPath $args[0]")]
    [InlineData(null, "Test-GelfPath $args[0] $args[2]"), InlineData(Key, "Test-GelfPath $args[0] $args[2]")]
    public void A_path_can_be_measured_straight_after_joining(string? key, string script)
    {
        var one = TestRelay.Running(shell, key: key).Job;
        for (var i = 0; i < 5; i++)
        {
            var two = TestRelay.Running(shell, key: key).Job;

            var outcome = shell.Run($"$args[0] | Connect-GelfRelay $args[1].JoinLink; {script} {Once}", one, two, two.NameOnSegment());

            Assert.Empty(outcome.Errors);
            var path = Assert.Single(outcome.Output.Select(o => (GelfPathTest)o.BaseObject), path => path.Peer == two.NameOnSegment());
            Assert.Equal((one.Name, 1), (path.Relay, path.Received));
        }
    }

    [Fact]
    public async Task A_relay_with_a_wire_alone_is_an_error_without_waiting()
    {
        var one = TestRelay.Running(shell, token: "t", key: Key).Job;
        using var wire = await JoinAsync(one, Hello.WireRole);
        using var run = shell.Prepare("Test-GelfPath $args[0]", one);

        run.Invoke();

        Assert.StartsWith("NoPeerConnected,", Assert.Single(run.Streams.Error).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(run.Streams.Progress);
    }

    [Theory]
    [InlineData(null, "Test-GelfPath $args[0]", "NoPeerConnected"), InlineData(null, "Test-GelfPath $args[0] silent", "PeerNotFound")]
    [InlineData(Hello.RelayRole, "Test-GelfPath $args[0]", "PeerNotFound"), InlineData(Hello.RelayRole, "$args[0] | Get-GelfPeer | Test-GelfPath", "PeerNotFound")]
    public async Task One_that_never_answers_is_an_error_after_a_while(string? role, string script, string error)
    {
        var one = TestRelay.Running(shell, token: "t", key: Key).Job;
        using var silent = await JoinAsync(one, role);

        var outcome = shell.Run(script, one);

        Assert.Equal(error, outcome.TheErrorId);
    }

    [Theory]
    [InlineData(null), InlineData(Hello.RelayRole)]
    public async Task A_relay_that_stops_while_it_is_waited_for_is_one_error(string? role)
    {
        var one = TestRelay.Running(shell, token: "t", key: Key).Job;
        using var silent = await JoinAsync(one, role);

        var outcome = shell.RunBeside(one.StopJob, "Test-GelfPath $args[0]", one);

        Assert.Empty(outcome.Output);
        Assert.Equal("RelayNotRunning", outcome.TheErrorId);
    }

    [Fact]
    public async Task A_peer_that_goes_while_it_is_waited_for_is_one_error()
    {
        var one = TestRelay.Running(shell, token: "t", key: Key).Job;
        using var silent = await JoinAsync(one, Hello.RelayRole);

        var outcome = shell.RunBeside(silent.Abort, "Test-GelfPath $args[0]", one);

        Assert.Empty(outcome.Output);
        Assert.Equal("PeerNotFound", outcome.TheErrorId);
    }

    [Theory]
    [InlineData(null), InlineData(Hello.RelayRole)]
    public async Task Waiting_ends_at_once_when_the_pipeline_is_stopped(string? role)
    {
        var one = TestRelay.Running(shell, token: "t", key: Key).Job;
        using var silent = await JoinAsync(one, role);
        using var measuring = shell.Prepare("Test-GelfPath $args[0]", one);
        measuring.BeginInvoke();
        HostedShell.Until(() => measuring.Streams.Progress.Count > 0);

        measuring.Stop();

        Assert.Equal(PSInvocationState.Stopped, measuring.InvocationStateInfo.State);
        Assert.Empty(measuring.Streams.Error);
    }

    /// <summary>Opens a link to the relay, on which somebody says hello and no more, or nothing at all.</summary>
    private static async Task<ClientWebSocket> JoinAsync(GelfRelayJob relay, string? role)
    {
        var link = await RawLink.OpenAsync(relay.Location, "t");
        var hello = new Hello { Name = "silent", Role = role ?? "", Sealed = true, KeyId = relay.Key!.Fingerprint };
        using var segmentKey = SegmentKey.FromHex(Key);
        using var wordKey = new WordKey(segmentKey);
        if (role == Hello.RelayRole)
            await link.SayAsync(MessageKind.Hello, hello.ToPayload(), origin: 1, key: wordKey);
        else if (role is not null)
            await link.SayAsync(MessageKind.Hello, hello.ToPayload(), origin: 1, hops: 0);
        HostedShell.Until(() => relay.Links is [var open] && open.RemoteRole == role);
        return link;
    }
}
