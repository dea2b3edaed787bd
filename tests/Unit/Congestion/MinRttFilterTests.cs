using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class MinRttFilterTests
{
    private readonly VirtualClock _clock = new();
    private readonly MinRttFilter _filter;

    public MinRttFilterTests()
    {
        _filter = new MinRttFilter(_clock);
        Note(10);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        Note(15); // longer than the minimum, which has expired: a probe begins
    }

    [Fact]
    public void A_probe_lasts_until_a_message_that_was_alone_is_acked_and_40_ms_have_passed()
    {
        After(20).Note(12, alone: 12);
        Assert.True(_filter.IsProbing);
        After(15).Note(13, alone: 13);
        Assert.True(_filter.IsProbing);

        After(10).Note(14, alone: 14);

        Assert.False(_filter.IsProbing);
        Assert.Equal(12, _filter.Value!.Value.TotalMilliseconds);
    }

    [Fact]
    public void A_probe_lasts_longer_if_no_message_was_alone()
    {
        After(50).Note(40);
        Assert.True(_filter.IsProbing);

        After(20).Note(11, alone: 11);

        Assert.False(_filter.IsProbing);
        Assert.Equal(11, _filter.Value!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Without_one_it_ends_after_100_ms_and_the_minimum_stays_but_is_soon_probed_again()
    {
        After(99);
        Assert.True(_filter.IsProbing);
        After(1);
        Assert.False(_filter.IsProbing);

        Note(40);
        Assert.Equal(10, _filter.Value!.Value.TotalMilliseconds);

        After(501).Note(40);
        Assert.True(_filter.IsProbing);
    }

    [Fact]
    public void On_a_long_path_it_may_last_four_round_trips()
    {
        _filter.Reset();
        Note(100);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        Note(150);

        After(599);
        Assert.True(_filter.IsProbing);
        After(1);
        Assert.False(_filter.IsProbing);
    }

    [Fact]
    public void A_probed_minimum_holds_for_10_s()
    {
        After(50).Note(12, alone: 12);

        After(9_900).Note(20);
        Assert.False(_filter.IsProbing);

        After(200).Note(20);
        Assert.True(_filter.IsProbing);
    }

    [Fact]
    public void A_minimum_that_grew_much_is_soon_probed_again()
    {
        After(50).Note(16, alone: 16);

        After(499).Note(20);
        Assert.False(_filter.IsProbing);
        After(1).Note(20);
        Assert.True(_filter.IsProbing);

        After(50).Note(16, alone: 16);
        After(9_900).Note(20);
        Assert.False(_filter.IsProbing);
    }

    [Fact]
    public void A_minimum_probed_without_stable_bandwidth_is_probed_again_with_it_but_only_once()
    {
        After(50).Note(16, alone: 16, isBandwidthStable: false);
        After(9_000).Note(20);
        Assert.False(_filter.IsProbing);

        _filter.RecheckTentative();
        Note(20);
        Assert.True(_filter.IsProbing);

        After(50).Note(16, alone: 16, isBandwidthStable: false);
        _filter.RecheckTentative();
        After(9_000).Note(20);
        Assert.False(_filter.IsProbing);
    }

    [Fact]
    public void Round_trips_of_zero_or_less_are_ignored()
    {
        After(50).Note(0, alone: 0).Note(-5, alone: -5);

        Assert.True(_filter.IsProbing);
        Assert.Equal(10, _filter.Value!.Value.TotalMilliseconds);
    }

    private MinRttFilterTests After(double milliseconds)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return this;
    }

    private MinRttFilterTests Note(double milliseconds, double? alone = null, bool isBandwidthStable = true)
    {
        _filter.Note(TimeSpan.FromMilliseconds(milliseconds), alone is { } known ? TimeSpan.FromMilliseconds(known) : null, isBandwidthStable, _clock.GetTimestamp());
        return this;
    }
}
