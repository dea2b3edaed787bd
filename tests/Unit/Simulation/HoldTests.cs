namespace Gelf.Tests.Unit.Simulation;

/// <summary>Which messages wait for more to join them, and for how long.</summary>
public sealed class HoldTests
{
    private const int Large = 60_000;

    private readonly SimulatedSegment _segment = new();
    private readonly SimulatedSegment.SimulatedRelay _one;
    private readonly SimulatedSegment.SimulatedRelay _two;
    private readonly List<int> _sent = [];

    public HoldTests() => (_one, _two) = _segment.AddPair(_sent);

    [Fact]
    public void A_message_of_a_bulk_transfer_waits_for_more_while_enough_is_under_way()
    {
        PutMuchUnderWay();
        var waits = 0;
        _one.Tap.ShortWait = _ =>
        {
            if (waits++ > 0)
                return false;
            HostSends(3_000);
            return true;
        };

        HostSends(Large);
        _one.Relay.Pump();

        Assert.Equal(2, waits);
        Assert.InRange(Assert.Single(_sent), Large + 3_000, Large + 3_200);
    }

    [Fact]
    public void It_waits_half_a_millisecond_in_all()
    {
        PutMuchUnderWay();
        var waits = new List<double>();
        _one.Tap.ShortWait = atMost =>
        {
            waits.Add(atMost.TotalMilliseconds);
            _segment.Clock.Advance(TimeSpan.FromMilliseconds(0.3));
            HostSends(60);
            return true;
        };

        HostSends(Large);
        _one.Relay.Pump();

        Assert.Equal([0.5, 0.2], waits);
        Assert.Single(_sent);
    }

    [Theory]
    [InlineData(0), InlineData(40_000)]
    public void With_less_under_way_than_a_batch_it_goes_at_once(int underWay)
    {
        _one.Tap.ShortWait = _ => throw new InvalidOperationException("It waits.");
        if (underWay > 0)
            HostSends(underWay);
        _one.Relay.Pump();

        HostSends(Large);
        _one.Relay.Pump();

        Assert.Equal(underWay > 0 ? 2 : 1, _sent.Count);
    }

    [Theory]
    [InlineData(55_000, 0), InlineData(58_000, 1)]
    public void What_is_smaller_than_a_super_frame_can_be_does_not_wait(int length, int expectedWaits)
    {
        PutMuchUnderWay();
        var waits = 0;
        _one.Tap.ShortWait = _ =>
        {
            waits++;
            return false;
        };

        HostSends(length);
        _one.Relay.Pump();

        Assert.Equal(expectedWaits, waits);
        Assert.Single(_sent);
    }

    [Fact]
    public void A_small_message_of_another_flow_does_not_wait_with_it()
    {
        PutMuchUnderWay();
        var sentBefore = 0;
        _one.Tap.ShortWait = _ =>
        {
            sentBefore = Assert.Single(_sent);
            return false;
        };

        HostSends(Large);
        HostSends(60, type: 0x0800);
        _one.Relay.Pump();

        Assert.InRange(sentBefore, 60, 200);
        Assert.Equal(2, _sent.Count);
    }

    /// <summary>More than a whole message; no ack has come.</summary>
    private void PutMuchUnderWay()
    {
        HostSends(Large);
        HostSends(Large);
        _one.Relay.Pump();
        Assert.InRange(_sent.Sum(), 2 * Large, 2 * Large + 400);
        _sent.Clear();
    }

    private void HostSends(int length, ushort type = 0x88B5) =>
        _one.Tap.HostSends(Frame.Make(_two.Tap.MacAddress, _one.Tap.MacAddress, length, type: type));
}
