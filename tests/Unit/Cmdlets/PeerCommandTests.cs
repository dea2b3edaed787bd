using System.Net.WebSockets;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.Tests.Unit.Links;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>Peers that are nothing but hellos on a link: enough to be heard of.</summary>
[Collection(CmdletCollection.Name)]
public sealed class PeerCommandTests(HostedShell shell) : IDisposable
{
    private const string Key = "b04c96f0e62fd14424e7e58e3d8ba957";

    private readonly List<ClientWebSocket> _links = [];

    public void Dispose()
    {
        _links.ForEach(link => link.Dispose()); // first: a relay that stops waits for the other end to say good-bye
        shell.Run("Get-Job | Remove-Job -Force");
    }

    [Fact]
    public async Task A_plain_peer_of_a_plain_relay_is_connected_and_counts()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;
        await HearAsync(relay, new Hello { Name = "host2", Role = Hello.RelayRole, Tap = "tap0", Mac = "02:00:00:00:00:02", Mtu = 1400 });

        var peer = Assert.IsType<GelfPeer>(shell.Get("Get-GelfPeer -Relay $args[0]", relay));

        Assert.Equal((relay.Name, "host2", "Connected", null), (peer.Relay, peer.Name, peer.State, peer.Problem));
        Assert.Equal(("tap0", "02:00:00:00:00:02", 1400, 1), (peer.Tap, peer.MacAddress, peer.Mtu, Assert.Single(peer.Links)));
        Assert.Equal("host2", Assert.Single(relay.Peers).Name);
        Assert.Equal("1 peers, 1 links", relay.StatusMessage);
    }

    [Theory]
    [InlineData(null, true, "0123456789abcdef", "PeerIsSealed", "Start this one with its key")]
    [InlineData(Key, false, null, "PeerIsPlain", "Start it with this one's key")]
    [InlineData(Key, true, "0123456789abcdef", "OtherKey", "its fingerprint is 0123456789abcdef, this relay's is ")]
    public async Task A_peer_with_which_nothing_can_be_exchanged_is_listed_with_the_reason_and_does_not_count(
        string? key, bool isSealed, string? keyId, string state, string wayOut)
    {
        var relay = TestRelay.Running(shell, token: "abc", key: key).Job;
        await HearAsync(relay, new Hello { Name = "host2", Role = Hello.RelayRole, Sealed = isSealed, KeyId = keyId });

        var peer = Assert.IsType<GelfPeer>(shell.Get("Get-GelfPeer"));

        Assert.Equal(state, peer.State);
        Assert.Contains(wayOut, peer.Problem, StringComparison.Ordinal);
        Assert.Empty(relay.Peers);
        Assert.Equal("0 peers, 1 links", relay.StatusMessage);
        Assert.Equal(0, Assert.IsType<GelfStats>(shell.Get("Get-GelfStats")).Peers);
    }

    [Fact]
    public async Task A_peer_with_the_same_key_shakes_hands_first()
    {
        var relay = TestRelay.Running(shell, token: "abc", key: Key).Job;
        using var segmentKey = SegmentKey.FromHex(Key);
        using var wordKey = new WordKey(segmentKey);
        await HearAsync(relay, new Hello { Name = "host2", Role = Hello.RelayRole, Sealed = true, KeyId = relay.Key!.Id }, wordKey);

        var peer = Assert.IsType<GelfPeer>(shell.Get("Get-GelfPeer"));

        Assert.Equal(("Handshake", null), (peer.State, peer.Problem));
        Assert.Empty(relay.Peers);
    }

    [Fact]
    public async Task Peers_are_listed_by_relay_and_by_name()
    {
        var (first, second) = (TestRelay.Running(shell, token: "abc").Job, TestRelay.Running(shell, token: "abc").Job);
        await HearAsync(first, new Hello { Name = "alpha", Role = Hello.RelayRole });
        await HearAsync(first, new Hello { Name = "beta [2]", Role = Hello.RelayRole });
        await HearAsync(second, new Hello { Name = "alpha", Role = Hello.RelayRole });

        Assert.Equal(["alpha", "beta [2]", "alpha"], Names("Get-GelfPeer"));
        Assert.Equal(["alpha"], Names("$args[0] | Get-GelfPeer", second));
        Assert.Equal(["alpha", "alpha"], Names("Get-GelfPeer -Name AL*"));
        Assert.Equal(["beta [2]"], Names("Get-GelfPeer -Relay $args[0] -Name 'beta [2]'", first));
        Assert.Empty(Names("Get-GelfPeer -Name other*"));
        Assert.Equal("PeerNotFound", shell.Run("Get-GelfPeer -Name nobody").TheErrorId);
        Assert.Equal("RelayNotFound", shell.Run("Get-GelfPeer -Relay nowhere -Name nobody").TheErrorId);
    }

    [Fact]
    public async Task What_hides_in_names_or_turns_lines_around_is_neither_shown_nor_told_nor_completed()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        await HearAsync(relay, new Hello { Name = "ho\u202est\u200b2", Role = Hello.RelayRole, Tap = "tap\u20660" }, shown: "host2");

        var peer = Assert.IsType<GelfPeer>(shell.Get("Get-GelfPeer -Name host2"));
        Assert.Equal(("host2", "tap0"), (peer.Name, peer.Tap));
        await Eventually.TrueAsync(() => relay.Information.Any(told => $"{told.MessageData}".Contains("'host2'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_peer_of_whose_name_nothing_is_visible_is_listed_by_its_id()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        await HearAsync(relay, new Hello { Name = " \u202e\u3164\u00a0", Role = Hello.RelayRole }, shown: "0000000000000001");

        var peer = Assert.IsType<GelfPeer>(shell.Get("Get-GelfPeer"));
        Assert.Equal(("0000000000000001", "0000000000000001"), (peer.Name, peer.Id));
    }

    [Theory]
    [InlineData("ph\u2067one", "phone")]
    [InlineData("\u200f", null)]
    public async Task A_link_shows_what_is_visible_of_the_name_at_its_other_end_or_else_its_address(string name, string? shown)
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;
        var link = await RawLink.OpenAsync(relay.Location, "abc");
        _links.Add(link);

        await link.SayAsync(MessageKind.Hello, new Hello { Name = name, Role = Hello.WireRole }.ToPayload(), origin: 1, hops: 0);

        await Eventually.TrueAsync(() => ((GelfLink)shell.Get("Get-GelfLink")).RemoteRole == Hello.WireRole);
        var listed = (GelfLink)shell.Get("Get-GelfLink");
        Assert.Equal((shown, shown ?? listed.RemoteEndPoint), (listed.RemoteName, listed.Remote));
    }

    [Fact]
    public void A_stopped_relay_has_no_peers()
    {
        var relay = TestRelay.Running(shell).Job;
        relay.StopJob();

        Assert.Empty(Names("Get-GelfPeer"));
        Assert.Empty(Names("$args[0] | Get-GelfPeer", relay));
    }

    private IEnumerable<string> Names(string script, params object[] arguments)
    {
        var outcome = shell.Run(script, arguments);
        Assert.Empty(outcome.Errors);
        return outcome.Output.Select(o => ((GelfPeer)o.BaseObject).Name);
    }

    /// <summary>Opens a link to the relay and says this hello on it, as from one wire away; with a tag, if there is a key.</summary>
    private async Task HearAsync(GelfRelayJob relay, Hello hello, WordKey? key = null, string? shown = null)
    {
        var link = await RawLink.OpenAsync(relay.Location, "abc");
        _links.Add(link);
        await link.SayAsync(MessageKind.Hello, hello.ToPayload(), origin: (ulong)_links.Count, hops: Envelope.MaxHopLimit - 1, key: key);
        await Eventually.TrueAsync(() => relay.AllPeers.Any(peer => peer.Name == (shown ?? hello.Name)));
    }
}
