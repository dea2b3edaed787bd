using Gelf.Engine.Pacing;

namespace Gelf.Tests.Unit.Pacing;

public sealed class ReceiptBookTests
{
    private readonly VirtualClock _clock = new();
    private readonly ReceiptBook _book;

    public ReceiptBookTests() => _book = new ReceiptBook(_clock);

    [Fact]
    public void A_receipt_is_due_after_128_KiB()
    {
        Assert.False(_book.Note(1, 100_000));
        Assert.True(_book.Note(2, 31_072));
    }

    [Fact]
    public void A_receipt_is_due_2_ms_after_the_first_message_that_it_tells_of_however_little_came()
    {
        Assert.False(_book.Note(1, 100));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_book.Note(2, 100));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(_book.Note(3, 100));
        Assert.Equal((300UL, 3UL, 0u), (_book.Tell() is var told ? told.Bytes : 0, told.HighestSequence, told.HeldMicroseconds));
        Assert.False(_book.Note(4, 100));
    }

    [Fact]
    public void A_receipt_says_how_long_it_was_held_back()
    {
        _book.Note(1, 100);
        _clock.Advance(TimeSpan.FromMilliseconds(1.5));

        Assert.Equal(1_500u, _book.Tell().HeldMicroseconds);
        Assert.False(_book.HasUntold);
    }
}
