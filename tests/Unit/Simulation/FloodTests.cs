using Gelf.Engine.Ethernet;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>A bridged LAN behind one relay, on which somebody makes addresses up.</summary>
public sealed class FloodTests
{
    private readonly SimulatedSegment _segment = new();

    [Fact]
    public void Hosts_behind_other_relays_find_each_other_and_do_not_notice()
    {
        var (flooder, one, two) = (_segment.AddRelay(), _segment.AddRelay(), _segment.AddRelay());
        var wire = _segment.AddWire();
        foreach (var relay in _segment.Relays)
            _segment.Connect(relay.Receiver, wire);
        _segment.Run(0.5);
        Flood(flooder, addresses: 17_000);

        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();
        foreach (var relay in _segment.Relays)
            relay.Tap.Written.Clear();
        for (var second = 0; second < 3; second++)
        {
            Flood(flooder, addresses: 2_000, from: 17_000 + 2_000 * second);
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, mark: second));
            _segment.Run(1);
        }

        Assert.Empty(flooder.Tap.Written);
        Assert.Equal(3, two.Tap.Frames.Count(frame => MacAddress.Read(frame.AsSpan(MacAddress.Length)) == one.Tap.MacAddress));
    }

    private void Flood(SimulatedSegment.SimulatedRelay relay, int addresses, int from = 0)
    {
        for (var i = 0; i < addresses; i++)
        {
            relay.Tap.HostSends(Frame.Make(Frame.Broadcast, new MacAddress(0x06_00_00_00_00_00UL + (ulong)(from + i)), length: 14));
            if (i % 200 == 199)
                _segment.Settle();
        }
        _segment.Settle();
    }
}
