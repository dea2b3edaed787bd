using Gelf.Engine.Buffers;
using Gelf.Engine.Datapath;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>Relays and wires in one thread and one process: taps and links are fakes, the clock is virtual, the rest is real.</summary>
internal sealed class SimulatedSegment
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private const int MessagesPerRun = 200_000;

    private readonly MessagePool _pool = new();
    private readonly Queue<(FakeLink From, byte[] Message)> _underWay = new();
    private readonly List<(FakeLink A, FakeLink B)> _links = [];

    internal VirtualClock Clock { get; } = new();
    internal List<SimulatedRelay> Relays { get; } = [];
    internal List<MessageReceiver> Wires { get; } = [];

    /// <summary>Messages of frames carried over links so far.</summary>
    internal int FramesMessages { get; private set; }

    /// <summary>Looks at each message as it is carried; returns false to lose it.</summary>
    internal Func<byte[], bool>? Carry { get; set; }

    internal sealed record SimulatedRelay(RelayNode Relay, FakeTap Tap, List<RelayNotice> Notices)
    {
        internal MessageReceiver Receiver => Relay.Receiver;

        internal LinkedSwitch Switch => Relay.Switch;

        internal IReadOnlyList<PeerInfo> Peers => Relay.Peers();
    }

    internal SimulatedRelay AddRelay(SegmentKey? key = null, ulong? id = null)
    {
        var number = Relays.Count + 1;
        var tap = new FakeTap($"tap{number}", 0x02_00_00_00_00_00UL + (ulong)number);
        var notices = new List<RelayNotice>();
        var hello = new Hello { Name = $"relay{number}", Role = Hello.RelayRole, Tap = tap.Name, Mac = tap.MacAddress.ToString(), Mtu = tap.Mtu };
        var relay = new SimulatedRelay(new RelayNode(tap, hello, Clock, _pool, new byte[32], key, notices.Add, id ?? (ulong)number), tap, notices);
        Relays.Add(relay);
        return relay;
    }

    /// <summary>
    /// Two linked relays, the first of which knows where the second one's address is. Notes how long the messages of frames are that it sends.
    /// </summary>
    internal (SimulatedRelay One, SimulatedRelay Two) AddPair(List<int> sent)
    {
        var (one, two) = (AddRelay(), AddRelay());
        var linkOfOne = Connect(one.Receiver, two.Receiver).A;
        Run(0.5);
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        Run(0.2);
        linkOfOne.Queued = (message, _) =>
        {
            if (message[0] == (byte)MessageKind.Frames)
                sent.Add(message.Length);
        };
        return (one, two);
    }

    internal MessageReceiver AddWire()
    {
        var number = Wires.Count + 1;
        var counters = new RelayCounters();
        var linkedSwitch = new LinkedSwitch(new Hello { Name = $"wire{number}", Role = Hello.WireRole }, Clock, _pool, counters, 1000UL + (ulong)number);
        var wire = new MessageReceiver(linkedSwitch, new WireInbox(), _pool, counters);
        Wires.Add(wire);
        return wire;
    }

    internal (FakeLink A, FakeLink B) Connect(MessageReceiver a, MessageReceiver b)
    {
        // Each end hands what arrives to the node at its own side.
        var atA = new FakeLink(this, a);
        var atB = new FakeLink(this, b);
        (atA.Other, atB.Other) = (atB, atA);
        _links.Add((atA, atB));
        Assert.True(a.TryAttach(atA));
        Assert.True(b.TryAttach(atB));
        return (atA, atB);
    }

    internal void Disconnect((FakeLink A, FakeLink B) link)
    {
        _links.Remove(link);
        link.A.Owner.Detach(link.A);
        link.B.Owner.Detach(link.B);
    }

    internal void Enqueue(FakeLink from, byte[] message) => _underWay.Enqueue((from, message));

    /// <summary>Lets time pass, and all that happens in it.</summary>
    internal void Run(double seconds)
    {
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero; left -= s_tick)
        {
            Settle();
            Clock.Advance(s_tick);
            foreach (var relay in Relays)
                relay.Relay.Tick();
            foreach (var wire in Wires)
                wire.Switch.Tick();
        }
        Settle();
    }

    /// <summary>Lets everything that is under way arrive, without time passing.</summary>
    internal void Settle()
    {
        foreach (var relay in Relays)
            relay.Relay.Pump();
        var carried = 0;
        while (_underWay.TryDequeue(out var next))
        {
            Assert.True(++carried < MessagesPerRun, "A storm: messages multiply without end.");
            if (!_links.Any(l => l.A == next.From || l.B == next.From) || Carry?.Invoke(next.Message) == false)
                continue;
            if (next.Message[0] == (byte)MessageKind.Frames)
                FramesMessages++;
            var message = _pool.Copy(next.Message);
            next.From.Other.Owner.Receive(next.From.Other, message);
            message.Release();
        }
    }
}
