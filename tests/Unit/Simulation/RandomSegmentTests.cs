using CsCheck;
using Gelf.Engine.Datapath;

namespace Gelf.Tests.Unit.Simulation;

public sealed class RandomSegmentTests
{
    [Fact]
    public void In_any_graph_with_rings_and_cuts_each_frame_reaches_each_relay_once()
    {
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 6], Gen.Int[0, 6], Gen.Int[0, 1_000_000]).Sample(
            (relays, wires, extraLinks, seed) => Check(relays, wires, extraLinks, new Random(seed)), iter: 300, threads: 1);
    }

    private static void Check(int relayCount, int wireCount, int extraLinks, Random random)
    {
        var segment = new SimulatedSegment();
        for (var i = 0; i < relayCount; i++)
            segment.AddRelay();
        for (var i = 0; i < wireCount; i++)
            segment.AddWire();
        MessageReceiver[] nodes = [.. segment.Relays.Select(r => r.Receiver), .. segment.Wires];
        random.Shuffle(nodes);
        // A random tree keeps it connected; what is added on top makes rings, and can be cut again.
        for (var i = 1; i < nodes.Length; i++)
            segment.Connect(nodes[i], nodes[random.Next(i)]);
        var extra = new List<(FakeLink, FakeLink)>();
        for (var i = 0; i < extraLinks; i++)
        {
            var (a, b) = (random.Next(nodes.Length), random.Next(nodes.Length));
            if (a != b)
                extra.Add(segment.Connect(nodes[a], nodes[b]));
        }
        segment.Run(6);
        ExpectEachFrameOnce(segment, mark: 1);

        foreach (var link in extra)
        {
            segment.Disconnect(link);
            segment.Run(1.1);
            ExpectEachFrameOnce(segment, mark: 2);
        }
    }

    private static void ExpectEachFrameOnce(SimulatedSegment segment, int mark)
    {
        foreach (var sender in segment.Relays)
        {
            Clear(segment);
            sender.Tap.HostSends(Frame.Make(Frame.Broadcast, sender.Tap.MacAddress, mark: mark));
            segment.Settle();
            foreach (var relay in segment.Relays)
                Assert.Equal(relay == sender ? 0 : 1, relay.Tap.Written.Count);
        }
        foreach (var sender in segment.Relays)
            foreach (var receiver in segment.Relays.Where(r => r != sender))
            {
                Clear(segment);
                sender.Tap.HostSends(Frame.Make(receiver.Tap.MacAddress, sender.Tap.MacAddress, mark: mark));
                segment.Settle();
                foreach (var relay in segment.Relays)
                    Assert.Equal(relay == receiver ? 1 : 0, relay.Tap.Written.Count);
            }
    }

    private static void Clear(SimulatedSegment segment)
    {
        foreach (var relay in segment.Relays)
            relay.Tap.Written.Clear();
    }
}
