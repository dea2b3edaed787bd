using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Congestion;

public sealed class PendingAcksTests
{
    private readonly VirtualClock _clock = new();
    private readonly PendingAcks _book;

    public PendingAcksTests() => _book = new PendingAcks(_clock);

    [Fact]
    public void An_ack_is_due_after_128_KiB()
    {
        Assert.False(_book.Note(1, 100_000));
        Assert.True(_book.Note(2, 31_072));
    }

    [Fact]
    public void An_ack_is_due_2_ms_after_the_first_message_that_it_tells_of()
    {
        Assert.False(_book.Note(1, 2_000));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_book.Note(2, 2_000));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(_book.Note(3, 2_000));
        Assert.Equal((6_000UL, 3UL, 0u), (_book.Take() is var told ? told.Bytes : 0, told.HighestSequence, told.HeldMicroseconds));
        Assert.False(_book.Note(4, 2_000));
    }

    [Fact]
    public void Of_less_than_1_KiB_nobody_has_to_be_told_soon()
    {
        _book.Note(1, 500);
        _clock.Advance(TimeSpan.FromMilliseconds(10));

        Assert.False(_book.Note(2, 500));
        Assert.False(_book.HasMinimum);
        Assert.True(_book.Note(3, 24));
        Assert.True(_book.HasMinimum);
    }

    [Fact]
    public void MinimumBytes_is_told_after_200_ms_and_much_with_the_next_tick()
    {
        Assert.False(_book.IsDue);
        _book.Note(1, 500);
        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(_book.IsDue);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_book.IsDue);

        _book.Take();
        Assert.False(_book.IsDue);
        _book.Note(2, 1024);
        Assert.True(_book.IsDue);
    }

    [Fact]
    public void An_ack_says_how_long_it_was_held_back()
    {
        _book.Note(1, 100);
        _clock.Advance(TimeSpan.FromMilliseconds(1.5));

        Assert.Equal(1_500u, _book.Take().HeldMicroseconds);
    }
}
