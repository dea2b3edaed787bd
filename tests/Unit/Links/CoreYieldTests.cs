using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

public sealed class CoreYieldTests
{
    private readonly VirtualClock _clock = new();
    private readonly CoreYield _yield;
    private TimeSpan _othersTake;
    private int _yields;

    public CoreYieldTests() => _yield = new CoreYield(_clock, () =>
    {
        _yields++;
        _clock.Advance(_othersTake);
    });

    [Fact]
    public void It_goes_on_as_long_as_others_need_the_core_for_a_moment()
    {
        Try(1_000, TimeSpan.FromMilliseconds(0.5));

        Assert.Equal(1_000, _yields);
    }

    [Fact]
    public void A_long_one_now_and_then_does_not_stop_it()
    {
        for (var i = 0; i < 100; i++)
        {
            Try(9, TimeSpan.FromMilliseconds(0.2));
            Try(1, TimeSpan.FromMilliseconds(3));
        }

        Assert.Equal(1_000, _yields);
    }

    [Fact]
    public void Beside_a_program_that_takes_its_whole_turn_it_rests_soon()
    {
        Try(1_000, TimeSpan.FromMilliseconds(3));

        Assert.InRange(_yields, 1, 20);
    }

    [Fact]
    public void After_five_seconds_it_tries_once_more()
    {
        Try(1_000, TimeSpan.FromMilliseconds(3));
        var before = _yields;

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Try(1, TimeSpan.FromMilliseconds(3));
        Assert.Equal(before, _yields);

        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Try(100, TimeSpan.FromMilliseconds(3));
        Assert.Equal(before + 1, _yields);
    }

    [Fact]
    public void It_goes_on_when_the_others_are_gone()
    {
        Try(1_000, TimeSpan.FromMilliseconds(3));
        var before = _yields;

        _clock.Advance(TimeSpan.FromSeconds(5.1));
        Try(1_000, TimeSpan.Zero);

        Assert.Equal(before + 1_000, _yields);
    }

    private void Try(int times, TimeSpan othersTake)
    {
        _othersTake = othersTake;
        for (var i = 0; i < times; i++)
            _yield.TryYield();
    }
}
