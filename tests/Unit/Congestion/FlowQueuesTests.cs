using Gelf.Engine.Buffers;
using Gelf.Engine.Congestion;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Congestion;

public sealed class FlowQueuesTests
{
    private const int Mark = Envelope.Size + FrameRecords.LengthSize + VirtioNetHeader.Size;
    private readonly VirtualClock _clock = new();
    private readonly MessagePool _pool = new();
    private readonly List<(int Length, bool Full)> _dropped = [];
    private readonly FlowQueues _queues;

    public FlowQueuesTests() => _queues = new FlowQueues(_clock, _pool, (message, full) =>
    {
        _dropped.Add((message.Length, full));
        message.Release();
    });

    [Fact]
    public void A_flow_keeps_its_order()
    {
        for (byte mark = 1; mark <= 5; mark++)
            Add(flow: 7, mark);

        Assert.Equal(new byte[] { 1, 2, 3, 4, 5 }, Enumerable.Range(0, 5).Select(_ => Take().Mark));
        Assert.True(_queues.IsEmpty);
        Assert.Null(_queues.Dequeue(out _));
    }

    [Fact]
    public void A_flow_that_has_just_begun_goes_before_those_that_have_much_waiting()
    {
        for (byte mark = 0; mark < 100; mark++)
        {
            Add(flow: 1, mark, length: 20_000);
            Add(flow: 2, mark, length: 20_000);
        }
        Take();
        Take();
        Take();

        Add(flow: 3, mark: 99, length: 100);

        Assert.Equal(3u, Take().Flow);
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 2)]
    [InlineData(16, 3)]
    [InlineData(17, 3)]
    [InlineData(20, 5)]
    [InlineData(16, 9)]
    [InlineData(19, 20)]
    public void A_flow_that_sends_little_again_and_again_never_waits_for_the_busy_ones(int before, int between)
    {
        AddToEach(8, messages: 3, length: 12_000, batchLimit: 12_000);
        for (var i = 0; i < before; i++)
            TakeFromBusy(); // until none of them is new any more

        for (var time = 0; time < 40; time++)
        {
            Add(flow: 99, mark: 0, length: 100, batchLimit: 12_000);
            Assert.Equal(99u, Take().Flow);
            for (var i = 0; i < between; i++)
                TakeFromBusy();
        }

        void TakeFromBusy()
        {
            var flow = Take().Flow;
            Assert.NotEqual(99u, flow);
            Add(flow, mark: 0, length: 12_000, batchLimit: 12_000);
        }
    }

    [Fact]
    public void A_flow_with_a_message_for_each_turn_of_the_others_gets_no_more_than_its_share()
    {
        AddToEach(2, messages: 300, length: 2_000, batchLimit: 0);

        // As soon as its message is gone, it has another one.
        Add(flow: 99, 0, length: 2_000);
        var sent = new Dictionary<uint, int>();
        for (var i = 0; i < 300; i++)
        {
            var (flow, _, length) = Take();
            sent[flow] = sent.GetValueOrDefault(flow) + length;
            if (flow == 99)
                Add(flow: 99, 0, length: 2_000);
        }

        Assert.InRange((double)sent[99] / sent[1], 0.9, 1.1);
        Assert.InRange((double)sent[2] / sent[1], 0.9, 1.1);
    }

    [Fact]
    public void Two_busy_flows_get_equal_shares_whatever_the_size_of_their_messages()
    {
        for (var i = 0; i < 150; i++)
        {
            Add(flow: 1, 0, length: 16_000);
            for (var j = 0; j < 8; j++)
                Add(flow: 2, 0, length: 1_900);
        }

        var sent = new Dictionary<uint, int>();
        for (var total = 0; total < 1_500_000;)
        {
            var (flow, _, length) = Take();
            sent[flow] = sent.GetValueOrDefault(flow) + length;
            total += length;
        }

        Assert.InRange((double)sent[1] / sent[2], 0.9, 1.1);
    }

    [Fact]
    public void What_waits_joins_into_one_message_up_to_the_batch_limit()
    {
        Add(flow: 1, mark: 1, length: Envelope.Size + 500, batchLimit: 1_500);
        Add(flow: 1, mark: 2, length: Envelope.Size + 500, batchLimit: 1_500);
        Add(flow: 1, mark: 3, length: Envelope.Size + 500, batchLimit: 1_500);

        var first = _queues.Dequeue(out _)!;
        var second = _queues.Dequeue(out _)!;

        Assert.Equal(Envelope.Size + 1_000, first.Length);
        Assert.Equal((1, 2), (first.Span[Mark], first.Span[Mark + 500]));
        Assert.Equal(Envelope.Size + 500, second.Length);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(CongestionLimits.MaxFlows)]
    [InlineData(65_536)]
    public void A_small_flow_goes_first_however_alike_its_label_is_to_a_busy_one(uint apart)
    {
        for (var i = 0; i < 20; i++)
            Add(flow: 7, mark: 1, length: 5_000, batchLimit: 5_000);
        Take();

        Add(flow: 7 + apart, mark: 2, length: 100);

        Assert.Equal((7 + apart, 2, 100), Take());
    }

    [Fact]
    public void Only_a_small_message_of_a_flow_that_sends_little_is_taken_as_small()
    {
        AddToEach(2, messages: 3, length: 5_000, batchLimit: 0);
        Assert.Null(_queues.DequeueSmall(out _));
        Take();
        Take();

        Add(flow: 3, mark: 1, length: CongestionLimits.SmallMessage + 1);
        Assert.Null(_queues.DequeueSmall(out _));
        Add(flow: 1, mark: 2, length: 100);
        Assert.Null(_queues.DequeueSmall(out _));
        Add(flow: 4, mark: 3, length: CongestionLimits.SmallMessage);

        var small = _queues.DequeueSmall(out var flow)!;
        Assert.Equal((4u, CongestionLimits.SmallMessage), (flow, small.Length));
        Assert.Null(_queues.DequeueSmall(out _));
        Assert.Equal(3u, Take().Flow);
        Assert.Equal(5, TakeAll().Count);
    }

    [Fact]
    public void Large_messages_that_small_ones_pass_keep_their_order()
    {
        AddToEach(3, messages: 1, length: 5_000, batchLimit: 0);
        Add(flow: 4, mark: 0, length: 100);
        Add(flow: 5, mark: 0, length: 5_000);
        Add(flow: 6, mark: 0, length: 100);

        _queues.DequeueSmall(out var first)!.Release();
        _queues.DequeueSmall(out var second)!.Release();

        Assert.Equal((4u, 6u), (first, second));
        Assert.Equal([1u, 2, 3, 5], TakeAll().Select(t => t.Flow));
    }

    [Fact]
    public void A_flow_alone_sends_no_more_than_a_turn_of_small_messages()
    {
        var sent = 0;
        for (var i = 0; i < 100; i++)
        {
            Add(flow: 1, mark: 0, length: 500);
            if (_queues.DequeueSmall(out _) is not { } small)
                continue;
            sent += small.Length;
            small.Release();
            Assert.Null(_queues.DequeueSmall(out _));
        }

        Assert.InRange(sent, CongestionLimits.SmallMessage, CongestionLimits.SmallMessage + 500);
    }

    [Fact]
    public void Where_more_flows_wait_than_there_are_queues_the_others_share_them_but_no_message()
    {
        FillAllQueues();
        const uint One = 1_000_000;
        const uint Other = One + CongestionLimits.MaxFlows;
        Add(One, mark: 1, length: Envelope.Size + 100, batchLimit: 1_500);
        Add(Other, mark: 2, length: Envelope.Size + 100, batchLimit: 1_500);
        Add(One, mark: 3, length: Envelope.Size + 100, batchLimit: 1_500);

        var shared = TakeAll().Where(t => t.Flow is One or Other);

        Assert.Equal([(One, 1, Envelope.Size + 100), (Other, 2, Envelope.Size + 100), (One, 3, Envelope.Size + 100)], shared);
    }

    [Fact]
    public void A_flow_that_began_in_a_shared_queue_stays_in_order_when_others_have_gone()
    {
        FillAllQueues();
        const uint One = 1_000_000;
        for (byte mark = 1; mark <= 40; mark++)
            Add(One, mark, length: 1_000);
        var marks = new List<byte>();
        while (marks.Count < 10)
            if (Take() is { Flow: One } taken)
                marks.Add(taken.Mark);

        for (byte mark = 41; mark <= 50; mark++)
            Add(One, mark, length: 1_000);
        marks.AddRange(TakeAll().Where(t => t.Flow == One).Select(t => t.Mark));

        Assert.Equal(Enumerable.Range(1, 50).Select(mark => (byte)mark), marks);
    }

    [Fact]
    public void A_flow_that_has_gone_and_comes_again_is_new()
    {
        for (byte mark = 0; mark < 50; mark++)
            Add(flow: 2, mark, length: 1_000);
        for (var i = 0; i < 5; i++)
            Add(flow: 1, mark: 0, length: 1_000);
        for (var i = 0; i < 20; i++)
            Take();

        Add(flow: 1, mark: 100, length: 1_000);

        Assert.Equal((1u, 100, 1_000), Take());
        Add(flow: 1, mark: 101, length: 1_000);
        Assert.Equal((1u, 101, 1_000), Take());
        Assert.Equal(35, TakeAll().Count);
    }

    [Fact]
    public void What_does_not_fit_any_more_is_dropped_and_told_as_that()
    {
        for (var i = 0; i < 100; i++)
            Add(flow: (uint)i, 0, length: 70_000);

        Assert.NotEmpty(_dropped);
        Assert.All(_dropped, d => Assert.True(d.Full));
        Assert.InRange(_queues.Bytes, CongestionLimits.QueueLimit - 70_000, CongestionLimits.QueueLimit);
    }

    /// <summary>A scan of ports, say: the smallest messages take memory of 2 KiB each.</summary>
    [Fact]
    public void Small_messages_of_many_flows_take_no_more_memory_than_four_times_what_may_wait()
    {
        const int Flows = 40_000;
        for (var i = 0; i < Flows; i++)
            Add(flow: (uint)i, 0, length: 106);

        var memory = 0;
        while (_queues.Dequeue(out _) is { } message)
        {
            memory += message.Capacity;
            message.Release();
        }
        Assert.InRange(memory, 3 * CongestionLimits.QueueLimit, 4 * CongestionLimits.QueueLimit);
        Assert.Equal(0, _queues.Bytes);
    }

    [Fact]
    public void Where_it_is_full_the_flow_with_most_waiting_makes_room_for_a_small_one()
    {
        for (var i = 0; i < 100; i++)
            Add(flow: 1, (byte)i, length: 70_000);
        _dropped.Clear();

        Add(flow: 2, mark: 200, length: 100_000);

        Assert.All(_dropped, d => Assert.Equal((70_000, true), d));
        var taken = Enumerable.Range(0, 3).Select(_ => Take()).ToList();
        Assert.Contains(taken, t => t == (2u, (byte)200, 100_000));
        Assert.Equal(_dropped.Count, taken.First(t => t.Flow == 1).Mark);
    }

    [Fact]
    public void A_queue_that_stays_long_loses_messages_from_its_front_and_a_short_one_none()
    {
        for (var step = 0; step < 400; step++)
        {
            // One in, one out: what waits stays the same, 80 ms of it.
            Add(flow: 1, 0, length: 1_000, batchLimit: 0);
            _clock.Advance(TimeSpan.FromMilliseconds(2));
            if (step < 40)
                continue;
            Add(flow: 2, 0, length: 100, batchLimit: 0);
            while (Take().Flow != 1)
            {
            }
        }

        Assert.NotEmpty(_dropped);
        Assert.All(_dropped, d => Assert.Equal((1_000, false), d));
        Assert.InRange(_dropped.Count, 3, 60);
    }

    [Theory]
    [InlineData(8, 26, 200, false)]
    [InlineData(8, 26, 430, true)]
    [InlineData(1, 26, 60, true)]
    [InlineData(1000, 26, 490, false)]
    [InlineData(1000, 26, 510, true)]
    public void A_message_may_wait_for_two_of_each_flow_but_for_half_a_second_at_most(uint flows, int turnMs, int waitMs, bool loses)
    {
        for (var step = 0; step < 20; step++)
        {
            for (var flow = 1u; flow <= flows; flow++)
                Add(flow, mark: 0, batchTime: TimeSpan.FromMilliseconds(turnMs));
            _clock.Advance(TimeSpan.FromMilliseconds(waitMs / 2.0));
            if (step == 0)
                continue;
            for (var flow = 1u; flow <= flows; flow++)
                Take();
        }

        Assert.Equal(loses, _dropped.Count > 0);
    }

    [Fact]
    public void A_burst_that_is_gone_soon_loses_nothing()
    {
        for (var i = 0; i < 50; i++)
            Add(flow: 1, 0, length: 1_000, batchLimit: 0);
        for (var i = 0; i < 50; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Take();
        }

        Assert.Empty(_dropped);
    }

    [Fact]
    public void Clearing_gives_everything_back()
    {
        for (var i = 0; i < 20; i++)
            Add(flow: (uint)i, 0);

        _queues.Clear();

        Assert.True(_queues.IsEmpty);
        Assert.Equal(20, _dropped.Count);
    }

    private void AddToEach(uint flows, int messages, int length, int batchLimit)
    {
        for (var i = 0; i < messages; i++)
            for (var flow = 1u; flow <= flows; flow++)
                Add(flow, mark: 0, length, batchLimit);
    }

    [Fact]
    public void A_queue_that_lost_all_to_make_room_is_used_again_without_its_past()
    {
        for (var i = 0; i < 3; i++)
            Add(flow: 1, mark: 0, length: 100_000);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        Take();
        _clock.Advance(TimeSpan.FromMilliseconds(101));
        for (var flow = 2u; flow < 50; flow++)
            Add(flow, mark: 0, length: 90_000);
        Assert.DoesNotContain(TakeAll(), t => t.Flow == 1);
        _dropped.Clear();

        for (var flow = 100u; flow < 200; flow++)
            AddTwo(flow);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        TakeAll();

        Assert.Empty(_dropped);

        void AddTwo(uint flow)
        {
            Add(flow, mark: 0);
            Add(flow, mark: 0);
        }
    }

    private void FillAllQueues()
    {
        for (var i = 0u; i < CongestionLimits.MaxFlows; i++)
            Add(flow: 100_000_000 + i, mark: 0, length: 500);
    }

    private List<(uint Flow, byte Mark, int Length)> TakeAll()
    {
        var all = new List<(uint, byte, int)>();
        while (_queues.Dequeue(out var flow) is { } message)
        {
            all.Add((flow, message.Span[Mark], message.Length));
            message.Release();
        }
        return all;
    }

    private void Add(uint flow, byte mark, int length = 1_000, int batchLimit = 0, TimeSpan batchTime = default)
    {
        var message = _pool.Rent(length);
        message.Length = length;
        message.Span.Clear();
        FrameRecords.WriteLength(message.Span[Envelope.Size..], length - Envelope.Size - FrameRecords.LengthSize);
        message.Span[Mark] = mark;
        _queues.Enqueue(flow, message, batchLimit, batchTime);
    }

    private (uint Flow, byte Mark, int Length) Take()
    {
        var message = _queues.Dequeue(out var flow);
        Assert.NotNull(message);
        var taken = (flow, message.Span[Mark], message.Length);
        message.Release();
        return taken;
    }
}
