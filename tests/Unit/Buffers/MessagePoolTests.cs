using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Buffers;

public sealed class MessagePoolTests
{
    private readonly MessagePool _pool = new();

    [Fact]
    public void A_message_that_was_given_back_is_lent_again()
    {
        var first = _pool.Rent(100);
        first.Release();

        Assert.Same(first, _pool.Rent(100));
    }

    [Fact]
    public void The_message_that_was_given_back_last_is_lent_first()
    {
        var messages = Enumerable.Range(0, 3).Select(_ => _pool.Rent(100)).ToList();
        messages.ForEach(m => m.Release());

        Assert.Equal(Enumerable.Reverse(messages), Enumerable.Range(0, 3).Select(_ => _pool.Rent(100)));
    }

    [Fact]
    public void No_more_is_held_than_there_is_room_for()
    {
        var messages = Enumerable.Range(0, 10).Select(_ => _pool.Rent(1024 * 1024)).ToList();
        messages.ForEach(m => m.Release());

        Assert.Equal(4, Enumerable.Range(0, 10).Select(_ => _pool.Rent(1024 * 1024)).Count(messages.Contains));
    }

    [Theory]
    [InlineData(1_500, true), InlineData(32 * 1024, true), InlineData(Envelope.Size + FrameRecords.MaxRecord, true), InlineData(128 * 1024, false)]
    public void A_super_frame_alone_is_little_for_the_memory_of_a_batch(int length, bool expected)
    {
        var message = _pool.Rent(MessagePool.BatchCapacity);

        message.Length = length;

        Assert.Equal(expected, _pool.IsRoomy(message));
    }
}
