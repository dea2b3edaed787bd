using System.Net;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Links;
using Gelf.Engine.Measurement;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Formatting;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class ViewTests(HostedShell shell)
{
    [Fact]
    public void A_tap_is_a_row()
    {
        var tap = new GelfTap(new TapInfo("tapX", 4711, new MacAddress(0x02_00_5e_10_00_01), 1500, "Up", Carrier: true, Persist: false));

        AssertTable(shell.Show("$args[0]", tap), "Name State Carrier Mtu MacAddress ifIndex", "tapX Removed Unplugged 1500 02:00:5e:10:00:01 4711");
    }

    [Fact]
    public void A_key_is_a_row_with_its_fingerprint()
    {
        using var key = new GelfKey(SegmentKey.FromHex("b04c96f0e62fd14424e7e58e3d8ba957"));

        AssertTable(shell.Show("$args[0]", key), "Fingerprint Bits", $"{key.Fingerprint} 128");
    }

    [Fact]
    public void An_address_is_a_row()
    {
        var address = new GelfAddress(new InterfaceAddress("tapX", 4711, IPAddress.Parse("fe80::1%3"), 64));

        AssertTable(shell.Show("$args[0]", address), "ifIndex InterfaceAlias IPAddress PrefixLength AddressFamily", "4711 tapX fe80::1 64 IPv6");
    }

    [Fact]
    public void Stats_are_shown_in_human_units_and_stay_numbers()
    {
        var tap = new GelfTap(new StillTap("tapX"));
        var stats = new GelfStats("relay1", tap, DateTimeOffset.UnixEpoch, new RelayStats
        {
            Peers = 1, Links = 2, FramesSent = 30, FramesReceived = 40, BytesSent = 1536, BytesReceived = 5L << 30, Duplicates = 7, DroppedNoPeer = 8, DroppedOwn = 1,
        });

        AssertTable(shell.Show("$args[0]", stats),
            "Relay Peers Links Sent Received FramesSent FramesReceived Dropped", "relay1 1 2 1.50 KiB 5.00 GiB 30 40 9");
        Assert.Equal(1536, stats.BytesSent);
    }

    [Fact]
    public void Continuous_stats_are_shown_as_they_come()
    {
        var relay = TestRelay.Running(shell).Job;
        using var watching = shell.Prepare("Get-GelfStats -Continuous -Interval 0.1 | Out-Default");
        shell.ClearScreen();
        watching.BeginInvoke();

        Assert.True(SpinWait.SpinUntil(() => shell.Screen.Split(relay.Name).Length > 3, TimeSpan.FromSeconds(60)), shell.Screen);

        watching.Stop();
        relay.Dispose();
    }

    [Fact]
    public void A_row_of_continuous_stats_has_the_time_and_rates_in_human_units()
    {
        var (before, after) = (RelayStats(frames: 0, bytes: 0), RelayStats(frames: 81_234, bytes: 116_000_000));

        AssertTable(shell.ShowIn(80, "$args[0]", Continuous(before, after)),
            "Time Relay Peers Sent Frames/s Received Frames/s Dropped", "22:31:19 relay-number-1 12 928 Mbit/s 81234 12.3 Gbit/s 81244 1234567");
        Assert.Equal(928_000_000, after.BitsSentPerSecond);
    }

    [Fact]
    public void The_first_row_of_continuous_stats_has_the_time_and_no_rates() =>
        AssertTable(shell.ShowIn(80, "$args[0]", Continuous(null, RelayStats(frames: 5, bytes: 5))),
            "Time Relay Peers Sent Frames/s Received Frames/s Dropped", "22:31:19 relay-number-1 12 1234567");

    [Fact]
    public void Continuous_stats_of_a_wire_are_rates_of_messages()
    {
        var (before, after) = (WireStats(messages: 0), WireStats(messages: 1_234_567));

        AssertTable(shell.ShowIn(80, "$args[0]", Continuous(before, after)),
            "Time Wire Links Sent Messages/s Received Messages/s Dropped", "22:31:19 wire0 4 123 Mbit/s 1234567 123 Mbit/s 1234567 7");
    }

    [Fact]
    public void Continuous_stats_of_relays_and_wires_are_one_table()
    {
        var relay = Continuous(RelayStats(frames: 0, bytes: 0), RelayStats(frames: 1, bytes: 100));
        var wire = Continuous(WireStats(messages: 0), WireStats(messages: 100));

        var lines = Lines(shell.ShowIn(80, "$args", relay, wire));

        Assert.Equal(4, lines.Count);
        Assert.Equal("22:31:19 relay-number-1 12 0.80 kbit/s 1.00 12.3 Gbit/s 11.0 1234567", lines[2]);
        Assert.Equal("22:31:19 wire0 3 10.0 kbit/s 10.0 kbit/s 7", lines[3]);
    }

    [Fact]
    public void A_row_of_continuous_stats_of_a_link_has_its_rates()
    {
        var link = Continuous(Link(bytes: 0), Link(bytes: 1_937_500));

        var lines = Lines(shell.ShowIn(80, "$args[0]", link));

        Assert.Equal(["Relay: relay1", "Time Id State Remote RoundTrip Sent Received"], lines[..2]);
        Assert.EndsWith(" 12 Open 192.168.200.200:54321 12.3 ms 15.5 Mbit/s 15.5 Mbit/s", lines[3], StringComparison.Ordinal);
    }

    // As Get-GelfStats -Continuous gives the second of two readings, a second apart.
    private static System.Management.Automation.PSObject Continuous(ICounters? before, ICounters after)
    {
        var clock = new VirtualClock();
        var meter = new RateMeter(clock);
        if (before is not null)
            meter.Measure("", before);
        meter.NextRound();
        clock.Advance(TimeSpan.FromSeconds(1));
        return meter.Measure("", after);
    }

    private static GelfStats RelayStats(long frames, long bytes) =>
        new("relay-number-1", new GelfTap(new StillTap("tapX")), new DateTimeOffset(2026, 11, 30, 22, 31, 19, TimeSpan.Zero), new RelayStats
        {
            Peers = 12, Links = 2, FramesSent = frames, FramesReceived = frames == 0 ? 0 : frames + 10,
            BytesSent = bytes, BytesReceived = frames == 0 ? 0 : 1_537_500_000, DroppedAged = 1_234_567,
        });

    private static GelfWireStats WireStats(long messages) => new("wire0", new DateTimeOffset(2026, 11, 30, 22, 31, 19, TimeSpan.Zero), new RelayStats
    {
        Peers = 3, Links = 4, MessagesSent = messages, MessagesReceived = messages, BytesSent = messages * 25 / 2, BytesReceived = messages * 25 / 2, DroppedNoRoute = 7,
    });

    private static GelfLink Link(long bytes) => new("relay1", new LinkInfo(
        12, "Open", IPEndPoint.Parse("192.168.200.200:54321"), null, null, TimeSpan.FromMilliseconds(12.34), DateTimeOffset.UnixEpoch, 1, 2, bytes, bytes, 5));

    [Fact]
    public void A_link_is_a_row_with_its_round_trip_in_milliseconds()
    {
        var link = new GelfLink("relay1", new LinkInfo(
            3, "Open", new IPEndPoint(IPAddress.Loopback, 9), "phone", "wire", TimeSpan.FromMilliseconds(12.34), DateTimeOffset.UnixEpoch, 1, 2, 3000, 4, 5));

        AssertTable(shell.Show("$args[0]", link), "Id State Remote RoundTrip Sent Received Problem", "3 Open phone 12.3 ms 2.93 KiB 4 B", "Relay: relay1");
    }

    [Fact]
    public void A_link_that_is_not_open_says_why()
    {
        var link = new GelfLink("relay1", new OutgoingLinkInfo(new DnsEndPoint("fd00::2", 7001), OutgoingLinkState.Waiting, new IOException("No relay there.")));

        AssertTable(shell.Show("$args[0]", link), "Id State Remote RoundTrip Sent Received Problem", "Waiting [fd00::2]:7001 0 B 0 B No relay there.", "Relay: relay1");
        Assert.Equal(("Closed", "Waiting"), (link.Closed().State, link.State));
    }

    [Fact]
    public void A_neighbor_is_a_row()
    {
        var neighbor = new GelfNeighbor("relay1", new NeighborInfo(new MacAddress(0x02_00_5e_10_00_02), 0xabc, "host2", TimeSpan.FromSeconds(1.5)));

        AssertTable(shell.Show("$args[0]", neighbor), "Relay MacAddress Peer Age PeerId", "relay1 02:00:5e:10:00:02 host2 1.5 s 0000000000000abc");
    }

    [Fact]
    public void Stats_of_a_wire_are_a_row()
    {
        var stats = new GelfWireStats("wire0", DateTimeOffset.UnixEpoch, new RelayStats
        {
            Peers = 1, Links = 2, MessagesSent = 3, MessagesReceived = 4, MessagesForwarded = 5, Duplicates = 6, DroppedNoRoute = 7, DroppedMalformed = 1,
        });

        AssertTable(shell.Show("$args[0]", stats), "Wire Peers Links MessagesSent MessagesReceived Duplicates Dropped", "wire0 1 2 3 4 6 8");
    }

    [Fact]
    public void Stats_of_relays_and_wires_are_one_table()
    {
        var relay = new GelfStats("relay1", new GelfTap(new StillTap("tapX")), DateTimeOffset.UnixEpoch, new RelayStats { Peers = 1, Links = 2, FramesSent = 30 });
        var wire = new GelfWireStats("wire0", DateTimeOffset.UnixEpoch, new RelayStats { Peers = 3, Links = 4, DroppedNoRoute = 7 });

        var lines = Lines(shell.Show("$args", relay, wire));

        Assert.Equal(4, lines.Count);
        Assert.Equal("Relay Peers Links Sent Received FramesSent FramesReceived Dropped", lines[0]);
        Assert.Equal("relay1 1 2 0 B 0 B 30 0 0", lines[2]);
        Assert.Equal("wire0 3 4 7", lines[3]);
    }

    [Theory]
    [InlineData(PeerState.Connected, "")]
    [InlineData(PeerState.Handshake, "")]
    [InlineData(PeerState.OtherKey, " It has another key than this relay.")]
    [InlineData(PeerState.PeerIsSealed, " It is sealed, this relay is not.")]
    [InlineData(PeerState.PeerIsPlain, " It is not sealed, this relay is.")]
    public void A_peer_is_a_row_that_says_what_is_wrong_with_it(PeerState state, string problem)
    {
        var peer = Peer(state);

        var lines = Lines(shell.Show("$args[0]", peer));

        Assert.Equal(["Relay: relay1", "Name State MacAddress Mtu Hops Problem"], lines[..2]);
        Assert.StartsWith($"host2 {state} 02:00:5e:10:00:02 1500 1{problem}", lines[3], StringComparison.Ordinal);
        Assert.Equal("0000000000000abc", peer.Id);
        Assert.Equal(state.ToString(), peer.State);
        Assert.Equal(problem.Length == 0, peer.Problem is null);
    }

    [Fact]
    public void A_relay_is_a_row_of_the_usual_table_of_jobs()
    {
        var relay = TestRelay.Running(shell).Job;

        AssertTable(shell.Show("$args[0]", relay),
            "Id Name PSJobTypeName State HasMoreData Location Command",
            $"{relay.Id} {relay.Name} GelfRelay Running True {relay.Location}");
        relay.Dispose();
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(10235, "10.0 KiB")]
    [InlineData(102399, "100 KiB")]
    [InlineData(1047552, "1023 KiB")]
    [InlineData(1024 * 1024 - 1, "1.00 MiB")]
    [InlineData(1600000, "1.53 MiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void Bytes_are_told_in_binary_units(long bytes, string text) => Assert.Equal(text, ByteSize.ToText(bytes));

    [Fact]
    public void A_measured_path_is_a_row_in_human_units()
    {
        AssertTable(shell.Show("$args[0]", PathTest()),
            "Peer Loss Min P50 P90 P99 Max Jitter Throughput", "host2 20 % 0.50 ms 1.00 ms 1.23 s 1.23 s 1.23 s 411 ms 932 Mbit/s", "Relay: relay1");
        Assert.Equal((932_000_000, TimeSpan.FromMilliseconds(0.5)), (PathTest().BitsPerSecond, PathTest().Minimum));
    }

    [Fact]
    public void A_path_on_which_nothing_came_back_is_a_row_as_well()
    {
        var path = new GelfPathTest(Peer(PeerState.Connected), DateTimeOffset.UnixEpoch, new PathTestResult(5, [], null));

        AssertTable(shell.Show("$args[0]", path), "Peer Loss Min P50 P90 P99 Max Jitter Throughput", "host2 100 %", "Relay: relay1");
    }

    public static TheoryData<string, string[]> Rows => new()
    {
        { "tap", ["tapX", "Removed", "Unplugged", "1500", "02:00:5e:10:00:01", "4711"] },
        { "address", ["4711", "tapX", "fd00::1234:5678:9abc:def0", "64", "IPv6"] },
        { "stats", ["relay1", "1023 MiB", "5.00 GiB", "123456789", "Dropped", "12345"] },
        { "wire stats", ["wire0", "123456789", "Dropped", "12345"] },
        { "link", ["relay1", "Connecting", "192.0.2.234:7001", "Problem", "Nothing there"] },
        { "peer", ["relay1", "PeerIsSealed", "02:00:5e:10:00:02", "65521", "Problem", "It is sealed, this"] },
        { "neighbor", ["server-number-1", "02:00:5e:10:00:02", "server-number-2", "299.0 s"] },
        { "path", ["relay1", "host2", "20 %", "0.50 ms", "1.23 s", "411 ms", "932 Mbit/s"] },
    };

    [Theory, MemberData(nameof(Rows))]
    public void What_matters_is_on_a_terminal_of_80_columns(string what, string[] shown)
    {
        object thing = what switch
        {
            "tap" => new GelfTap(new TapInfo("tapX", 4711, new MacAddress(0x02_00_5e_10_00_01), 1500, "Up", Carrier: true, Persist: false)),
            "address" => new GelfAddress(new InterfaceAddress("tapX", 4711, IPAddress.Parse("fd00::1234:5678:9abc:def0"), 64)),
            "stats" => new GelfStats("relay1", new GelfTap(new StillTap("tapX")), DateTimeOffset.UnixEpoch, new RelayStats
            {
                Peers = 12, Links = 12, FramesSent = 123456789, FramesReceived = 123456789, BytesSent = 1023L << 20, BytesReceived = 5L << 30, DroppedAged = 12345,
            }),
            "wire stats" => new GelfWireStats("wire0", DateTimeOffset.UnixEpoch, new RelayStats { MessagesSent = 123456789, MessagesReceived = 123456789, DroppedQueueFull = 12345 }),
            "link" => new GelfLink("relay1", new OutgoingLinkInfo(new DnsEndPoint("192.0.2.234", 7001), OutgoingLinkState.Connecting, new IOException("Nothing there"))),
            "peer" => Peer(PeerState.PeerIsSealed, mtu: 65521),
            "neighbor" => new GelfNeighbor("server-number-1", new NeighborInfo(new MacAddress(0x02_00_5e_10_00_02), 0xabc, "server-number-2", TimeSpan.FromSeconds(299))),
            _ => PathTest(),
        };

        var screen = shell.ShowIn(80, "$args[0]", thing);

        Assert.All(shown, text => Assert.Contains(text, screen, StringComparison.Ordinal));
        Assert.All(screen.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.DoesNotContain("…", screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(79)]
    [InlineData(80)]
    public void Figures_of_a_path_are_whole_however_long_they_get(int columns)
    {
        var path = new GelfPathTest(Peer(PeerState.Connected), DateTimeOffset.UnixEpoch, new PathTestResult(
            1000, [.. new[] { 12.3, 12.4, 12.5, 13.6 }.Select(TimeSpan.FromMilliseconds)], 1_537_500_000));

        var lines = Lines(shell.ShowIn(columns, "$args[0]", path));

        Assert.Equal("host2 99.6 % 12.3 ms 12.4 ms 13.6 ms 13.6 ms 13.6 ms 0.43 ms 12.3 Gbit/s", lines[3]);
    }

    [Theory]
    [InlineData(0L, "0.00 kbit/s")]
    [InlineData(1_234L, "1.23 kbit/s")]
    [InlineData(999_499L, "999 kbit/s")]
    [InlineData(999_500L, "1.00 Mbit/s")]
    [InlineData(932_000_000L, "932 Mbit/s")]
    [InlineData(3_200_000_000L, "3.20 Gbit/s")]
    [InlineData(null, "")]
    public void Rates_are_told_in_decimal_units(long? bitsPerSecond, string text) => Assert.Equal(text, BitRate.ToText(bitsPerSecond));

    [Theory]
    [InlineData(0.1234, "0.12 ms")]
    [InlineData(12.34, "12.3 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(1234.0, "1.23 s")]
    [InlineData(null, "")]
    public void Round_trips_are_told_in_three_digits(double? milliseconds, string text) =>
        Assert.Equal(text, ShortTime.ToText(milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null));

    private static GelfPeer Peer(PeerState state, int mtu = 1500) =>
        new("relay1", new PeerInfo(0xabc, "host2", "tap0", new MacAddress(0x02_00_5e_10_00_02), mtu, 1, [3, 4], DateTimeOffset.UnixEpoch, KeyId: null, state));

    private static GelfPathTest PathTest() => new(Peer(PeerState.Connected), DateTimeOffset.UnixEpoch, new PathTestResult(
        5, [.. new[] { 1, 0.5, 12.34, 1234 }.Select(TimeSpan.FromMilliseconds)], 116_500_000));

    private static void AssertTable(string shown, string headers, string row, string? group = null)
    {
        var lines = Lines(shown);
        if (group is not null)
        {
            Assert.Equal(group, lines[0]);
            lines.RemoveAt(0);
        }
        Assert.Equal(3, lines.Count);
        Assert.Equal(headers, lines[0]);
        Assert.StartsWith(row, lines[2], StringComparison.Ordinal);
    }

    private static List<string> Lines(string shown) =>
        [.. shown.Split('\n').Select(line => string.Join(' ', line.Split([' ', '\r'], StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0)];
}
