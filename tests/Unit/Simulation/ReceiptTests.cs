using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>When a relay tells what has arrived.</summary>
public sealed class ReceiptTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly SimulatedSegment.SimulatedRelay _one;
    private readonly SimulatedSegment.SimulatedRelay _two;
    private readonly FakeLink _linkOfTwo;
    private int _receipts;

    public ReceiptTests()
    {
        (_one, _two) = (_segment.AddRelay(), _segment.AddRelay());
        _linkOfTwo = _segment.Connect(_one.Node, _two.Node).B;
        _segment.Run(0.5);
        // Teaches the first relay where the second one's address is.
        _two.Tap.HostSends(Frame.Make(Frame.Broadcast, _two.Tap.MacAddress));
        _segment.Run(0.2);
        _linkOfTwo.Queued = (message, _) => _receipts += message[0] == (byte)MessageKind.Receipt ? 1 : 0;
    }

    [Fact]
    public void Much_is_told_when_the_link_rests()
    {
        Send(length: 5_000);
        _linkOfTwo.Owner.Rest();

        Assert.Equal(1, _receipts);
    }

    [Fact]
    public void Little_is_told_with_the_next_tick()
    {
        Send(length: 100);
        _linkOfTwo.Owner.Rest();
        Assert.Equal(0, _receipts);

        _segment.Run(0.05);

        Assert.Equal(1, _receipts);
    }

    [Fact]
    public void Little_that_becomes_much_is_told_when_the_link_rests()
    {
        for (var i = 0; i < 50; i++)
            Send(length: 100);
        _linkOfTwo.Owner.Rest();

        Assert.Equal(1, _receipts);
    }

    private void Send(int length)
    {
        _one.Tap.HostSends(Frame.Make(_two.Tap.MacAddress, _one.Tap.MacAddress, length));
        _segment.Settle();
    }
}
