using Gelf.Engine.Congestion;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>What is sent while as much is under way as the path holds.</summary>
public sealed class FullWindowTests
{
    private const ushort Busy = 0x88B5;
    private const ushort Other = 0x88B6;

    private readonly SimulatedSegment _segment = new();
    private readonly SimulatedSegment.SimulatedRelay _one;
    private readonly SimulatedSegment.SimulatedRelay _two;
    private readonly List<int> _sent = [];

    public FullWindowTests()
    {
        (_one, _two) = _segment.AddPair(_sent);
        // No ack comes.
        for (var sent = 0L; sent < CongestionLimits.InitialWindow; sent = _sent.Sum())
            Send(60_000, Busy);
        _sent.Clear();
    }

    [Fact]
    public void A_small_message_of_another_flow_goes_at_once()
    {
        Send(60_000, Busy);
        Assert.Empty(_sent);

        Send(60, Other);

        Assert.InRange(Assert.Single(_sent), 60, 200);
    }

    [Theory]
    [InlineData(60_000, Other)]
    [InlineData(CongestionLimits.SmallMessage, Other)]
    [InlineData(60, Busy)]
    public void A_large_one_waits_and_so_does_one_of_the_busy_flow(int length, ushort flow)
    {
        Send(60_000, Busy);

        Send(length, flow);

        Assert.Empty(_sent);
    }

    [Fact]
    public void Of_a_flow_that_goes_on_sending_only_a_few_go()
    {
        Send(60_000, Busy);

        for (var i = 0; i < 100; i++)
            Send(1_000, Other);

        Assert.InRange(_sent.Sum(), CongestionLimits.SmallMessage, CongestionLimits.SmallMessage + 1_300);
    }

    [Fact]
    public void Of_many_small_flows_only_a_few_go()
    {
        Send(60_000, Busy);

        for (ushort flow = 0; flow < 1_000; flow++)
            Send(200, (ushort)(0x8900 + flow));

        Assert.InRange(_sent.Sum(), CongestionLimits.SmallMessage, CongestionLimits.SmallMessage + 800);
    }

    private void Send(int length, ushort flow)
    {
        _one.Tap.HostSends(Frame.Make(_two.Tap.MacAddress, _one.Tap.MacAddress, length, type: flow));
        _one.Relay.Pump();
    }
}
