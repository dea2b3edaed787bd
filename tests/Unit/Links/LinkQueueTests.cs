using Gelf.Engine.Buffers;
using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

public sealed class LinkQueueTests
{
    private readonly MessagePool _pool = new();
    private readonly LinkQueue _queue = new();

    [Fact]
    public void Urgent_messages_are_taken_before_frames_that_came_earlier()
    {
        Add(1, urgent: false);
        Add(2, urgent: true);

        Assert.Equal([2, 1], [_queue.TryTake()!.Length, _queue.TryTake()!.Length]);
        Assert.Null(_queue.TryTake());
    }

    [Fact]
    public void A_full_queue_still_takes_what_is_urgent()
    {
        for (var bytes = 0; bytes < LinkQueue.FramesLimit; bytes += 1 << 20)
            Assert.Equal(SendOutcome.Queued, Add(1 << 20, urgent: false));
        Assert.Equal(SendOutcome.QueueFull, Add(1, urgent: false));
        Assert.Equal(SendOutcome.Queued, Add(1, urgent: true));
    }

    [Fact]
    public void Small_frames_take_no_more_memory_than_four_times_what_may_wait()
    {
        var count = 0;
        while (Add(106, urgent: false) == SendOutcome.Queued)
            count++;

        Assert.InRange((long)count * _pool.Rent(106).Capacity, 3L * LinkQueue.FramesLimit, 4L * LinkQueue.FramesLimit);
        for (var left = count; left > 0; left--)
            _queue.TryTake()!.Release();
        Assert.Equal(SendOutcome.Queued, Add(1 << 20, urgent: false));
    }

    [Theory]
    [InlineData(32), InlineData(4_000), InlineData(1 << 20)]
    public void Urgent_messages_take_no_more_memory_than_four_times_what_may_wait_however_long_they_are(int length)
    {
        var memory = 0L;
        while (memory < 64 << 20 && Add(length, urgent: true) == SendOutcome.Queued)
            memory += _pool.Rent(length).Capacity;

        Assert.InRange(memory, LinkQueue.UrgentLimit / 2, 4L * LinkQueue.UrgentLimit);
        Assert.Equal(SendOutcome.QueueFull, Add(length, urgent: true));
        Assert.Equal(SendOutcome.Queued, Add(length, urgent: false));
        _queue.TryTake()!.Release();
        Assert.Equal(SendOutcome.Queued, Add(length, urgent: true));
    }

    [Fact]
    public void Completing_lets_go_of_the_frames_and_says_how_many_and_clearing_of_the_rest()
    {
        for (var i = 0; i < 3; i++)
            Add(100, urgent: false);
        Add(100, urgent: true);

        Assert.Equal(3, _queue.Complete());
        Assert.Equal(SendOutcome.Closed, Add(100, urgent: true));
        Assert.Equal(1, _queue.Clear());
        Assert.Null(_queue.TryTake());
    }

    private SendOutcome Add(int length, bool urgent)
    {
        var message = _pool.Rent(length);
        message.Length = length;
        var outcome = _queue.Add(message, urgent);
        message.Release();
        return outcome;
    }
}
