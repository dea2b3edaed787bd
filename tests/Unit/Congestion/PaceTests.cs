using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class PaceTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(2, 10)]
    [InlineData(8, 16)]
    [InlineData(40, 80)]
    public void On_a_slow_path_a_round_trip_is_under_way_and_another_one_or_8_ms(double roundTripMs, double underWayMs) =>
        Check(new Pace(2_400_000, isStriped: false), roundTripMs, underWayMs);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 9)]
    [InlineData(40, 85)]
    public void On_others_two_round_trips_and_5_ms_are(double roundTripMs, double underWayMs)
    {
        Check(new Pace(125_000_000, isStriped: false), roundTripMs, underWayMs);
        Check(new Pace(2_400_000, isStriped: true), roundTripMs, underWayMs);
    }

    private static void Check(Pace pace, double roundTripMs, double underWayMs)
    {
        Assert.Equal(underWayMs, 1000 * pace.UnderWay(roundTripMs / 1000), 1e-9);
        Assert.Equal(roundTripMs, 1000 * pace.RoundTripFor(underWayMs / 1000), 1e-9);
    }
}
