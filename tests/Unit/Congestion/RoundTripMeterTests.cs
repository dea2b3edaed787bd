using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class RoundTripMeterTests
{
    private readonly VirtualClock _clock = new();
    private readonly RoundTripMeter _meter;

    public RoundTripMeterTests()
    {
        _meter = new RoundTripMeter(_clock);
        Note(10);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        Note(15); // longer than the shortest, which is old: the path is to run dry
    }

    [Fact]
    public void The_path_runs_dry_until_a_message_that_was_alone_is_told_of_after_40_ms()
    {
        After(20).Note(12, alone: 12);
        Assert.True(_meter.IsDraining);
        After(15).Note(13, alone: 13);
        Assert.True(_meter.IsDraining);

        After(10).Note(14, alone: 14);

        Assert.False(_meter.IsDraining);
        Assert.Equal(12, _meter.Shortest!.Value.TotalMilliseconds);
    }

    [Fact]
    public void It_goes_on_longer_if_no_message_was_alone()
    {
        After(50).Note(40);
        Assert.True(_meter.IsDraining);

        After(20).Note(11, alone: 11);

        Assert.False(_meter.IsDraining);
        Assert.Equal(11, _meter.Shortest!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Without_one_it_ends_after_100_ms_and_what_was_known_stays_but_is_soon_looked_at_again()
    {
        After(99);
        Assert.True(_meter.IsDraining);
        After(1);
        Assert.False(_meter.IsDraining);

        Note(40);
        Assert.Equal(10, _meter.Shortest!.Value.TotalMilliseconds);

        After(501).Note(40);
        Assert.True(_meter.IsDraining);
    }

    [Fact]
    public void On_a_long_way_it_may_take_four_round_trips()
    {
        _meter.Forget();
        Note(100);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        Note(150);

        After(599);
        Assert.True(_meter.IsDraining);
        After(1);
        Assert.False(_meter.IsDraining);
    }

    [Fact]
    public void What_it_has_found_holds_for_10_s()
    {
        After(50).Note(12, alone: 12);

        After(9_900).Note(20);
        Assert.False(_meter.IsDraining);

        After(200).Note(20);
        Assert.True(_meter.IsDraining);
    }

    [Fact]
    public void What_has_become_much_longer_is_soon_looked_at_again()
    {
        After(50).Note(16, alone: 16);

        After(499).Note(20);
        Assert.False(_meter.IsDraining);
        After(1).Note(20);
        Assert.True(_meter.IsDraining);

        After(50).Note(16, alone: 16);
        After(9_900).Note(20);
        Assert.False(_meter.IsDraining);
    }

    [Fact]
    public void What_was_measured_by_an_unsure_rate_is_looked_at_again_once_it_is_sure_but_only_once()
    {
        After(50).Note(16, alone: 16, isRateSure: false);
        After(9_000).Note(20);
        Assert.False(_meter.IsDraining);

        _meter.DoubtUnsure();
        Note(20);
        Assert.True(_meter.IsDraining);

        After(50).Note(16, alone: 16, isRateSure: false);
        _meter.DoubtUnsure();
        After(9_000).Note(20);
        Assert.False(_meter.IsDraining);
    }

    [Fact]
    public void What_is_measured_as_nothing_or_less_is_not_believed()
    {
        After(50).Note(0, alone: 0).Note(-5, alone: -5);

        Assert.True(_meter.IsDraining);
        Assert.Equal(10, _meter.Shortest!.Value.TotalMilliseconds);
    }

    private RoundTripMeterTests After(double milliseconds)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return this;
    }

    private RoundTripMeterTests Note(double milliseconds, double? alone = null, bool isRateSure = true)
    {
        _meter.Note(TimeSpan.FromMilliseconds(milliseconds), alone is { } known ? TimeSpan.FromMilliseconds(known) : null, isRateSure, _clock.GetTimestamp());
        return this;
    }
}
