using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>What Get-GelfStats -Continuous says of two readings.</summary>
public sealed class RateTests
{
    private readonly VirtualClock _clock = new();
    private readonly RateMeter _meter;

    public RateTests() => _meter = new RateMeter(_clock);

    [Fact]
    public void A_reading_of_a_relay_has_what_went_through_its_tap_a_second_since_the_one_before()
    {
        Measure(Relay(frames: 100, bytes: 10_000));

        var stats = Measure(Relay(frames: 105, bytes: 20_000), after: 4);

        Assert.Equal((1.25, 2.5, 20_000, 40_000), (stats.FramesSentPerSecond, stats.FramesReceivedPerSecond, stats.BitsSentPerSecond, stats.BitsReceivedPerSecond));
    }

    [Fact]
    public void A_reading_of_a_wire_has_its_messages_and_their_bits_a_second()
    {
        Measure(new GelfWireStats("wire0", default, new RelayStats { MessagesSent = 1, MessagesReceived = 2, BytesSent = 1000, BytesReceived = 2000 }));

        var stats = Measure(new GelfWireStats("wire0", default, new RelayStats { MessagesSent = 4, MessagesReceived = 3, BytesSent = 1500, BytesReceived = 2250 }), after: 0.5);

        Assert.Equal((6.0, 2.0, 8_000, 4_000), (stats.MessagesSentPerSecond, stats.MessagesReceivedPerSecond, stats.BitsSentPerSecond, stats.BitsReceivedPerSecond));
    }

    [Fact]
    public void A_reading_of_a_link_has_its_messages_and_their_bits_a_second()
    {
        Measure(Link(messages: 0, bytes: 0));

        var link = Measure(Link(messages: 3, bytes: 300), after: 3);

        Assert.Equal((1.0, 2.0, 800, 1_600), (link.MessagesSentPerSecond, link.MessagesReceivedPerSecond, link.BitsSentPerSecond, link.BitsReceivedPerSecond));
    }

    [Fact]
    public void The_first_reading_has_no_rates()
    {
        var stats = Measure(Relay(frames: 100, bytes: 10_000));

        Assert.Equal((null, null, null, null), (stats.FramesSentPerSecond, stats.FramesReceivedPerSecond, stats.BitsSentPerSecond, stats.BitsReceivedPerSecond));
    }

    [Fact]
    public void Another_relay_of_the_same_name_is_not_compared_with_the_one_before()
    {
        Measure(Relay(frames: 100, bytes: 10_000), source: "a relay");

        var stats = Measure(Relay(frames: 300, bytes: 30_000), source: "one started anew");

        Assert.Null(stats.FramesSentPerSecond);
    }

    [Fact]
    public void A_counter_that_began_anew_has_no_rate()
    {
        Measure(Relay(frames: 100, bytes: 10_000));

        var stats = Measure(Relay(frames: 101, bytes: 9_000));

        Assert.Equal((1.0, null), (stats.FramesSentPerSecond, stats.BitsSentPerSecond));
    }

    [Fact]
    public void Readings_of_what_is_not_read_again_are_not_compared()
    {
        _meter.Measure(null, Link(messages: 1, bytes: 100));
        _meter.NextRound();

        var shown = _meter.Measure(null, Link(messages: 2, bytes: 200));

        Assert.Null(((GelfLink)shown.BaseObject).BitsSentPerSecond);
    }

    private T Measure<T>(T counters, double after = 1, object? source = null)
        where T : ICounters
    {
        _meter.NextRound();
        _clock.Advance(TimeSpan.FromSeconds(after));
        return Assert.IsType<T>(_meter.Measure(source ?? "one and the same", counters).BaseObject);
    }

    private static GelfStats Relay(long frames, long bytes) => new(
        "relay1", new GelfTap(new StillTap("tapX")), default, new RelayStats { FramesSent = frames, FramesReceived = 2 * frames, BytesSent = bytes, BytesReceived = 2 * bytes });

    private static GelfLink Link(long messages, long bytes) => new(
        "relay1", new LinkInfo(3, "Open", new System.Net.IPEndPoint(0x0100007f, 9), "phone", "wire", null, default, messages, 2 * messages, bytes, 2 * bytes, 0));
}
