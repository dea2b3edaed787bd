using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

public sealed class CoreYieldTests
{
    private readonly VirtualClock _clock = new();
    private readonly CoreYield _yield;
    private TimeSpan _othersTake;
    private int _yields;

    public CoreYieldTests()
    {
        _yield = new CoreYield(_clock, () =>
        {
            _yields++;
            _clock.Advance(_othersTake);
        });
        _yield.TryYield(); // the first one comes seldom
    }

    [Fact]
    public void It_goes_on_as_long_as_others_need_the_core_for_a_moment()
    {
        Try(1_000, othersTake: 0.5);

        Assert.Equal(1_000, _yields);
    }

    [Fact]
    public void A_long_one_now_and_then_does_not_stop_it()
    {
        for (var i = 0; i < 100; i++)
        {
            Try(9, othersTake: 0.2);
            Try(1, othersTake: 3);
        }

        Assert.Equal(1_000, _yields);
    }

    [Fact]
    public void Beside_a_program_that_takes_its_whole_turn_it_rests_soon()
    {
        Try(1_000, othersTake: 3);

        Assert.InRange(_yields, 1, 30);
    }

    [Fact]
    public void After_a_second_it_tries_a_few_times_more()
    {
        Try(1_000, othersTake: 3);
        var before = _yields;

        After(0.9).Try(1_000, othersTake: 3);
        Assert.Equal(before, _yields);

        After(0.2).Try(1_000, othersTake: 3);
        Assert.InRange(_yields, before + 2, before + 5);
    }

    [Fact]
    public void It_goes_on_when_the_others_are_gone()
    {
        Try(1_000, othersTake: 3);
        var before = _yields;

        After(1.1).Try(1_000, othersTake: 0);

        Assert.Equal(before + 1_000, _yields);
    }

    [Fact]
    public void Who_comes_seldom_goes_on_at_once()
    {
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(2.1));
            Assert.False(_yield.TryYield());
        }

        Assert.Equal(0, _yields);
    }

    private CoreYieldTests After(double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        _yield.TryYield(); // seldom
        return this;
    }

    private void Try(int times, double othersTake)
    {
        _othersTake = TimeSpan.FromMilliseconds(othersTake);
        for (var i = 0; i < times; i++)
            _yield.TryYield();
    }
}
