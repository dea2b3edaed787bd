using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class PaceTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(2, 10)]
    [InlineData(8, 16)]
    [InlineData(40, 80)]
    public void The_window_of_a_slow_path_holds_a_round_trip_and_another_one_or_8_ms(double roundTripMs, double windowMs) =>
        Check(new Pace(2_400_000, isStriped: false), roundTripMs, windowMs);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 9)]
    [InlineData(40, 85)]
    public void The_window_of_others_holds_two_round_trips_and_5_ms(double roundTripMs, double windowMs)
    {
        Check(new Pace(125_000_000, isStriped: false), roundTripMs, windowMs);
        Check(new Pace(2_400_000, isStriped: true), roundTripMs, windowMs);
    }

    private static void Check(Pace pace, double roundTripMs, double windowMs)
    {
        Assert.Equal(windowMs, 1000 * pace.WindowSeconds(roundTripMs / 1000), 1e-9);
        Assert.Equal(roundTripMs, 1000 * pace.MinRttFor(windowMs / 1000), 1e-9);
    }
}
