using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class BandwidthStabilityTests
{
    private readonly BandwidthStability _stability = new();

    [Fact]
    public void The_bandwidth_is_stable_when_three_full_rounds_brought_about_as_much_as_the_one_before_them()
    {
        Note(1000, 1200, 820);
        Assert.False(_stability.IsStable);

        Note(1000);

        Assert.True(_stability.IsStable);
    }

    [Theory]
    [InlineData(1300)]
    [InlineData(790)]
    public void After_a_change_by_more_than_a_quarter_it_takes_three_more_rounds(double bandwidth)
    {
        Note(1000, 1000, 1000, 1000, bandwidth);
        Assert.False(_stability.IsStable);

        Note(bandwidth, bandwidth, bandwidth);

        Assert.True(_stability.IsStable);
    }

    [Fact]
    public void A_round_that_was_app_limited_ends_it()
    {
        Note(1000, 1000, 1000, 1000);

        _stability.NoteRound(isAppLimited: true, 1000);

        Assert.False(_stability.IsStable);
    }

    [Fact]
    public void An_idle_time_ends_it()
    {
        Note(1000, 1000, 1000, 1000);

        _stability.Reset();

        Assert.False(_stability.IsStable);
    }

    private void Note(params double[] bandwidths)
    {
        foreach (var bandwidth in bandwidths)
            _stability.NoteRound(isAppLimited: false, bandwidth);
    }
}
