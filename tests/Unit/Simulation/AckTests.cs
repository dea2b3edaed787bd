using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>When a relay tells what has arrived.</summary>
public sealed class AckTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly SimulatedSegment.SimulatedRelay _one;
    private readonly SimulatedSegment.SimulatedRelay _two;
    private readonly FakeLink _linkOfTwo;
    private int _acks;

    public AckTests()
    {
        (_one, _two) = (_segment.AddRelay(), _segment.AddRelay());
        _linkOfTwo = _segment.Connect(_one.Receiver, _two.Receiver).B;
        _segment.Run(0.5);
        // Teaches the first relay where the second one's address is.
        _two.Tap.HostSends(Frame.Make(Frame.Broadcast, _two.Tap.MacAddress));
        _segment.Run(0.2);
        _linkOfTwo.Queued = (message, _) => _acks += message[0] == (byte)MessageKind.Ack ? 1 : 0;
    }

    [Fact]
    public void Much_is_told_when_the_link_rests()
    {
        Send(length: 5_000);
        _linkOfTwo.Owner.FlushAcks();

        Assert.Equal(1, _acks);
    }

    [Fact]
    public void Little_is_told_within_a_quarter_of_a_second()
    {
        Send(length: 100);
        _linkOfTwo.Owner.FlushAcks();
        _segment.Run(0.15);
        Assert.Equal(0, _acks);

        _segment.Run(0.1);

        Assert.Equal(1, _acks);
    }

    [Fact]
    public void Little_that_becomes_much_is_told_when_the_link_rests()
    {
        for (var i = 0; i < 50; i++)
            Send(length: 100);
        _linkOfTwo.Owner.FlushAcks();

        Assert.Equal(1, _acks);
    }

    [Fact]
    public void Much_goes_along_with_frames_to_the_same_peer_but_not_within_2_ms_of_the_last_ack()
    {
        Send(length: 5_000);
        Assert.Equal(0, _acks);

        Answer();
        Assert.Equal(1, _acks);

        Send(length: 5_000);
        Answer();
        Assert.Equal(1, _acks);

        _segment.Clock.Advance(TimeSpan.FromMilliseconds(2));
        Answer();
        Assert.Equal(2, _acks);
    }

    [Fact]
    public void It_goes_before_the_frames_and_in_one_flush()
    {
        var sent = new List<byte>();
        _linkOfTwo.Queued = (message, _) => sent.Add(message[0]);
        Send(length: 5_000);
        var flushesBefore = _linkOfTwo.Flushes;

        Answer();

        Assert.Equal([(byte)MessageKind.Ack, (byte)MessageKind.Frames], sent);
        Assert.Equal(flushesBefore + 1, _linkOfTwo.Flushes);
    }

    [Fact]
    public void Little_does_not_go_along()
    {
        Send(length: 100);

        Answer();

        Assert.Equal(0, _acks);
    }

    private void Answer()
    {
        _two.Tap.HostSends(Frame.Make(_one.Tap.MacAddress, _two.Tap.MacAddress));
        _two.Relay.Pump();
    }

    private void Send(int length)
    {
        _one.Tap.HostSends(Frame.Make(_two.Tap.MacAddress, _one.Tap.MacAddress, length));
        _segment.Settle();
    }
}
