namespace Gelf.Tests.Unit.Simulation;

/// <summary>What is sent on a path so slow that messages start by the clock.</summary>
public sealed class SlowPathTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly SimulatedSegment.SimulatedRelay _one;
    private readonly SimulatedSegment.SimulatedRelay _two;
    private readonly List<int> _sent = [];

    public SlowPathTests()
    {
        (_one, _two) = _segment.AddPair(_sent);
        // 2.4 MB/s.
        for (var i = 0; i < 5; i++)
            SendAndReceive(24_000, milliseconds: 10);
        _sent.Clear();
    }

    [Fact]
    public void When_the_last_message_should_have_arrived_the_next_one_starts_without_an_ack()
    {
        SendMuch();
        var atOnce = _sent.Count;

        _one.Relay.Pump();
        Assert.Equal(atOnce, _sent.Count);
        Assert.NotNull(_one.Relay.UntilDue);
        _segment.Clock.Advance(TimeSpan.FromMilliseconds(30));
        _one.Relay.Pump();

        Assert.Equal(atOnce + 1, _sent.Count);
    }

    [Fact]
    public void The_next_message_starts_when_it_is_due_and_is_looked_for_every_2_ms_at_least()
    {
        SendMuch();
        var atOnce = _sent.Count;
        var looks = 0;
        var last = TimeSpan.Zero;

        for (; _sent.Count == atOnce; looks++)
        {
            Assert.InRange(last = _one.Relay.UntilDue!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(2));
            _segment.Clock.Advance(last + TimeSpan.FromMicroseconds(1));
            _one.Relay.Pump();
        }

        Assert.InRange(looks, 2, 20);
        Assert.NotEqual(TimeSpan.FromMilliseconds(2), last);
    }

    [Fact]
    public void When_nothing_waits_any_more_there_is_nothing_to_look_for()
    {
        SendMuch();
        for (var i = 0; i < 100 && _one.Relay.UntilDue is not null; i++)
        {
            _segment.Clock.Advance(TimeSpan.FromMilliseconds(10));
            _segment.Settle();
            _two.Receiver.FlushAcks();
            _segment.Settle();
        }

        Assert.Null(_one.Relay.UntilDue);
        Assert.InRange(_sent.Sum(), 300_000, 302_000);
    }

    [Fact]
    public void With_a_second_link_that_shares_the_load_nothing_goes_by_the_clock()
    {
        _segment.Connect(_one.Receiver, _two.Receiver);
        _segment.Run(1);
        for (var i = 0; i < 5; i++)
            SendAndReceive(24_000, milliseconds: 10);

        var carriedBefore = _segment.FramesMessages;

        SendMuch();
        Assert.Null(_one.Relay.UntilDue);

        // Though much does wait.
        _segment.Settle();
        var atOnce = _segment.FramesMessages - carriedBefore;
        _two.Receiver.FlushAcks();
        _segment.Settle();
        Assert.True(_segment.FramesMessages - carriedBefore > atOnce);
    }

    private void SendMuch()
    {
        for (var i = 0; i < 10; i++)
            HostSends(30_000);
        _one.Relay.Pump();
    }

    private void SendAndReceive(int length, double milliseconds)
    {
        HostSends(length);
        _one.Relay.Pump();
        _segment.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _segment.Settle();
        _two.Receiver.FlushAcks();
        _segment.Settle();
    }

    private void HostSends(int length) => _one.Tap.HostSends(Frame.Make(_two.Tap.MacAddress, _one.Tap.MacAddress, length));
}
