using Gelf.Engine.Congestion;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Congestion;

public sealed class DelayedAckTests
{
    private readonly VirtualClock _clock = new();
    private readonly DelayedAck _ack;

    public DelayedAckTests() => _ack = new DelayedAck(_clock);

    [Fact]
    public void An_ack_is_due_after_128_KiB()
    {
        Assert.False(Note(1, 100_000));
        Assert.True(Note(2, 31_072));
    }

    [Fact]
    public void An_ack_is_due_2_ms_after_the_first_message_that_it_covers()
    {
        Assert.False(Note(1, 2_000));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(Note(2, 2_000));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(Note(3, 2_000));
        Assert.Equal((6_000UL, 3UL, 0u), (Take() is var ack ? ack.Bytes : 0, ack.HighestSequence, ack.HeldMicroseconds));
        Assert.False(Note(4, 2_000));
    }

    [Fact]
    public void Less_than_1_KiB_is_not_acked_when_the_link_is_idle()
    {
        Note(1, 500);
        _clock.Advance(TimeSpan.FromMilliseconds(10));

        Assert.False(Note(2, 500));
        Assert.False(_ack.IsDue(AckTrigger.LinkFlush));
        Assert.True(Note(3, 24));
        Assert.True(_ack.IsDue(AckTrigger.LinkFlush));
    }

    [Fact]
    public void Few_bytes_are_acked_after_200_ms_and_1_KiB_with_the_next_tick()
    {
        Assert.False(_ack.IsDue(AckTrigger.Tick));
        Note(1, 500);
        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(_ack.IsDue(AckTrigger.Tick));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_ack.IsDue(AckTrigger.Tick));

        Take();
        Assert.False(_ack.IsDue(AckTrigger.Tick));
        Note(2, 1024);
        Assert.True(_ack.IsDue(AckTrigger.Tick));
    }

    [Fact]
    public void An_ack_of_1_KiB_goes_along_with_frames_unless_the_last_ack_is_less_than_2_ms_old()
    {
        Note(1, 1_023);
        Assert.False(_ack.IsDue(AckTrigger.Piggyback));
        Note(2, 1);
        Assert.True(_ack.TryTake(AckTrigger.Piggyback, out _));

        Note(3, 1_024);
        _clock.Advance(TimeSpan.FromMilliseconds(1.9));
        Assert.False(_ack.TryTake(AckTrigger.Piggyback, out _));
        _clock.Advance(TimeSpan.FromMilliseconds(0.1));
        Assert.True(_ack.TryTake(AckTrigger.Piggyback, out _));
    }

    [Fact]
    public void An_ack_says_how_long_it_was_delayed()
    {
        Note(1, 2_000);
        _clock.Advance(TimeSpan.FromMilliseconds(1.5));

        Assert.Equal(1_500u, Take().HeldMicroseconds);
    }

    /// <summary>Whether the ack is due at once.</summary>
    private bool Note(ulong sequence, int bytes)
    {
        _ack.Note(sequence, bytes);
        return _ack.IsDue(AckTrigger.Received);
    }

    private Ack Take()
    {
        Assert.True(_ack.TryTake(AckTrigger.Tick, out var ack));
        return ack;
    }
}
