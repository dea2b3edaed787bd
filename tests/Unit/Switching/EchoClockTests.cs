using Gelf.Engine.Switching;

namespace Gelf.Tests.Unit.Switching;

public sealed class EchoClockTests
{
    private readonly VirtualClock _clock = new();
    private readonly EchoClock _echo;

    public EchoClockTests() => _echo = new EchoClock(_clock);

    [Fact]
    public void An_answer_that_is_guessed_ahead_hides_no_stall()
    {
        var first = _echo.Ask();
        Advance(0.1);
        Assert.True(_echo.Answer(first));

        for (var i = 0; i < 3; i++)
        {
            _echo.Ask();
            for (var guess = 1UL; guess <= 100; guess++)
                Assert.False(_echo.Answer(first + guess));
            Advance(1);
        }

        Assert.True(_echo.IsOverdue);
    }

    [Fact]
    public void An_answer_counts_once_and_settles_what_was_asked_before()
    {
        var (first, second) = (_echo.Ask(), Later(0.5));
        Advance(0.2);

        Assert.True(_echo.Answer(second));
        Assert.Equal(TimeSpan.FromSeconds(0.2), _echo.RoundTrip);
        Assert.False(_echo.Answer(second));
        Assert.False(_echo.Answer(first));
        Advance(5);
        Assert.False(_echo.IsOverdue);
    }

    [Fact]
    public void A_late_answer_leaves_what_was_asked_after_it_open()
    {
        var first = _echo.Ask();
        Later(1);
        Advance(0.5);

        Assert.True(_echo.IsOverdue);
        Assert.True(_echo.Answer(first));
        Assert.False(_echo.IsOverdue);
        Advance(5.6);
        Assert.True(_echo.IsOverdue);
    }

    [Fact]
    public void After_a_stall_of_minutes_the_answer_to_the_latest_echo_still_ends_it()
    {
        ulong latest = 0;
        for (var second = 0; second < 300; second++)
            latest = Later(1);

        Assert.True(_echo.IsOverdue);
        Assert.True(_echo.Answer(latest));
        Assert.False(_echo.IsOverdue);
    }

    private ulong Later(double seconds)
    {
        Advance(seconds);
        return _echo.Ask();
    }

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
