using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Tests.Unit.Simulation;

public sealed class SealedSegmentTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly SegmentKey _key = SegmentKey.FromHex("b04c96f0e62fd14424e7e58e3d8ba957");

    [Fact]
    public void Two_relays_with_the_same_key_are_connected_at_once_and_frames_arrive()
    {
        var (one, two) = TwoSealedRelays();
        var frame = Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length: 1514);

        one.Tap.HostSends(frame);
        _segment.Settle();

        Assert.True(one.Tap.Carrier && two.Tap.Carrier);
        Assert.Equal(PeerState.Connected, Assert.Single(one.Peers).State);
        Assert.Equal(frame, Assert.Single(two.Tap.Frames));
    }

    [Fact]
    public void A_wire_sees_nothing_of_a_frame()
    {
        var (one, two) = TwoSealedRelays();
        var carried = new List<byte[]>();
        _segment.Carry = message =>
        {
            carried.Add(message);
            return true;
        };
        var frame = Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length: 200, type: 0x0800);

        one.Tap.HostSends(frame);
        _segment.Settle();

        Assert.Single(two.Tap.Written);
        Assert.NotEmpty(carried);
        foreach (var message in carried)
            for (var at = 0; at + 6 <= frame.Length; at++)
                Assert.False(message.AsSpan().IndexOf(frame.AsSpan(at, 6)) >= 0, "six bytes of the frame stand in a message");
    }

    [Fact]
    public void A_relay_with_another_key_is_told_from_its_hello_and_the_others_are_served()
    {
        var (one, two) = TwoSealedRelays();
        using var otherKey = SegmentKey.Create();
        var stranger = _segment.AddRelay(otherKey);
        _segment.Connect(stranger.Receiver, _segment.Wires[0]);
        _segment.Run(0.2);
        Assert.Equal([PeerState.Connected, PeerState.OtherKey], one.Peers.Select(p => p.State));
        _segment.Run(30);

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        stranger.Tap.HostSends(Frame.Make(Frame.Broadcast, stranger.Tap.MacAddress));
        _segment.Settle();

        Assert.Single(two.Tap.Written);
        Assert.Empty(stranger.Tap.Written);
        Assert.Empty(one.Tap.Written);
        Assert.Equal([new RelayNotice.PeerHasOtherKey("relay3")], one.Notices.Where(n => n.IsWarning));
        Assert.False(stranger.Tap.Carrier);
        Assert.Equal(1, stranger.Relay.Stats().DroppedNoKey);
    }

    [Fact]
    public void A_sealed_and_a_plain_relay_say_so_and_exchange_nothing()
    {
        var wire = _segment.AddWire();
        var (one, two) = (_segment.AddRelay(_key), _segment.AddRelay());
        _segment.Connect(one.Receiver, wire);
        _segment.Connect(two.Receiver, wire);
        _segment.Run(1);

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();

        Assert.Empty(one.Tap.Written);
        Assert.Empty(two.Tap.Written);
        Assert.Equal((PeerState.PeerIsPlain, PeerState.PeerIsSealed), (one.Peers[0].State, two.Peers[0].State));
        Assert.Equal((1L, 1L), (one.Relay.Stats().DroppedUnauthenticated, two.Relay.Stats().DroppedUnauthenticated));
        Assert.Single(one.Notices, n => n.IsWarning);
        Assert.Single(two.Notices, n => n.IsWarning);
    }

    [Fact]
    public void Any_single_bit_flipped_on_the_way_loses_exactly_that_message_and_it_is_counted()
    {
        // On the last link, so that what a wire does with a wrong sequence number is out of the picture.
        var one = _segment.AddRelay(_key);
        var two = _segment.AddRelay(_key);
        _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);
        var messageBits = 0;
        for (var bit = 0; bit == 0 || bit < messageBits; bit++)
        {
            if (bit / 8 == 2)
                continue; // the hops, which every node changes
            two.Tap.Written.Clear();
            var before = Drops(two.Relay.Stats());
            var flipped = false;
            _segment.Carry = message =>
            {
                if (message[0] != (byte)MessageKind.Frames || flipped)
                    return true;
                messageBits = message.Length * 8;
                message[bit / 8] ^= (byte)(1 << bit % 8);
                return flipped = true;
            };

            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length: 14, mark: 1));
            _segment.Settle();
            Assert.True(two.Tap.Written.IsEmpty, $"bit {bit} was flipped and the frame delivered");
            Assert.True(Drops(two.Relay.Stats()) == before + 1, $"bit {bit} was flipped and nothing counted");
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length: 14, mark: 2));
            _segment.Settle();
            Assert.True(two.Tap.Written.Count == 1, $"bit {bit} was flipped and the next frame lost");
        }
        Assert.Equal(8 * (32 + 16 + 28), messageBits);
    }

    [Fact]
    public void A_recording_played_into_a_restarted_relay_delivers_nothing()
    {
        var (one, two) = TwoSealedRelays();
        var recorded = new List<byte[]>();
        _segment.Carry = message =>
        {
            recorded.Add(message.ToArray());
            return true;
        };
        _segment.Run(6);
        for (var mark = 0; mark < 20; mark++)
            one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress, mark: mark));
        _segment.Run(1);
        Assert.Equal(20, two.Tap.Written.Count);
        _segment.Carry = null;

        var restarted = _segment.AddRelay(_key, id: 77);
        var (_, atWire) = _segment.Connect(restarted.Receiver, _segment.AddWire());
        foreach (var message in recorded)
            _segment.Enqueue(atWire, message);
        _segment.Run(20);

        Assert.Empty(restarted.Tap.Written);
        Assert.False(restarted.Tap.Carrier);
    }

    [Fact]
    public void A_message_played_again_is_delivered_once()
    {
        var (one, two) = TwoSealedRelays();
        var (_, atSecondWire) = _segment.Connect(two.Receiver, _segment.AddWire());
        byte[]? recorded = null;
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Frames)
                recorded ??= message.ToArray();
            return true;
        };
        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();
        var before = two.Relay.Stats().Duplicates;

        for (var i = 0; i < 10; i++)
            _segment.Enqueue(atSecondWire, recorded!.ToArray());
        _segment.Settle();

        Assert.Single(two.Tap.Written);
        Assert.Equal(10, two.Relay.Stats().Duplicates - before);
    }

    [Fact]
    public void A_wire_that_forges_sequence_numbers_cannot_shut_out_what_comes_over_another()
    {
        var (one, two) = TwoSealedRelays();
        var (_, hostile) = _segment.Connect(two.Receiver, _segment.AddWire());
        _segment.Run(0.2);
        for (var sequence = 1UL; sequence < 400; sequence++)
            _segment.Enqueue(hostile, Forged(one.Switch.Id, sequence));
        _segment.Enqueue(hostile, Forged(one.Switch.Id, Envelope.MaxSequence));
        _segment.Settle();

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();

        Assert.Single(two.Tap.Written);
        Assert.True(two.Relay.Stats().DroppedUnauthenticated >= 399);
    }

    [Fact]
    public void Keys_and_handshakes_are_renewed_while_traffic_flows_and_nothing_is_lost()
    {
        var (one, two) = TwoSealedRelays();
        var epochs = new HashSet<byte>();
        var handshakes = 0;
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Frames)
                epochs.Add(message[3]);
            if (message[0] == (byte)MessageKind.Handshake && message[32] == 1)
                handshakes++;
            return true;
        };

        const int minutes = 50;
        for (var second = 0; second < minutes * 60; second++)
        {
            one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress, mark: second));
            two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress, mark: second));
            _segment.Run(1);
        }

        Assert.Equal((minutes * 60, minutes * 60), (one.Tap.Written.Count, two.Tap.Written.Count));
        Assert.True(epochs.Count >= 4, $"{epochs.Count} epochs");
        Assert.True(handshakes >= 3, $"{handshakes} first messages");
        Assert.Equal((0L, 0L), (Drops(one.Relay.Stats()), Drops(two.Relay.Stats())));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Handshake_messages_may_be_lost_doubled_and_come_late(int seed)
    {
        var random = new Random(seed);
        var late = new List<byte[]>();
        var wire = _segment.AddWire();
        var (one, two) = (_segment.AddRelay(_key), _segment.AddRelay(_key));
        _segment.Connect(one.Receiver, wire);
        var (atWire, _) = _segment.Connect(wire, two.Receiver);
        _segment.Carry = message =>
        {
            if (message[0] != (byte)MessageKind.Handshake)
                return true;
            late.Add(message.ToArray());
            return random.Next(2) == 0;
        };

        for (var i = 0; i < 60 && !(one.Tap.Carrier && two.Tap.Carrier); i++)
        {
            _segment.Run(0.5);
            if (late.Count > 0)
                _segment.Enqueue(atWire, late[random.Next(late.Count)].ToArray());
        }
        _segment.Carry = null;
        _segment.Run(10);
        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();

        Assert.Single(one.Tap.Written);
        Assert.Single(two.Tap.Written);
    }

    [Fact]
    public void Each_handshake_message_of_the_day_played_again_later_changes_nothing()
    {
        var (one, two) = TwoSealedRelays(out var handshake);
        Assert.NotEmpty(handshake);

        foreach (var message in handshake)
            for (var i = 0; i < 3; i++)
            {
                // A sequence that was not seen before, as a hostile wire would give it.
                var again = message.ToArray();
                Assert.True(Envelope.TryRead(again, out var envelope));
                (envelope with { Sequence = envelope.Sequence + 100_000 + (ulong)i }).Write(again);
                _segment.Enqueue(_atOne, again.ToArray());
                _segment.Enqueue(_atTwo, again.ToArray());
                _segment.Run(0.3);
            }
        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();

        Assert.Single(one.Tap.Written);
        Assert.Single(two.Tap.Written);
        Assert.Single(one.Notices, n => n is RelayNotice.PeerReachable or RelayNotice.PeerUnreachable);
    }

    [Fact]
    public void A_first_message_of_the_day_played_again_during_a_renewal_is_not_felt()
    {
        // What the relays have agreed on is younger than their keys, and so renewed alone.
        var (one, two) = TwoSealedRelays(out var handshake, secondsAlone: 300);
        var again = handshake.First(message => message[Envelope.Size] == 1).ToArray();
        var wasPlayed = false;
        var latest = 0UL;
        _segment.Carry = message =>
        {
            Assert.True(Envelope.TryRead(message, out var envelope));
            if (envelope.Origin == one.Switch.Id)
                latest = Math.Max(latest, envelope.Sequence);
            if (envelope.Kind != MessageKind.Handshake || message[Envelope.Size] != 2 || wasPlayed)
                return true;
            // The answer is on its way; the initiator has yet to use it. No node has seen the sequence.
            wasPlayed = true;
            Assert.True(Envelope.TryRead(again, out var first));
            (first with { Sequence = latest + 3000 }).Write(again);
            _segment.Enqueue(_atTwo, again);
            return true;
        };

        const int minutes = 17;
        for (var second = 0; second < minutes * 60; second++)
        {
            one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress, mark: second));
            two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress, mark: second));
            _segment.Run(1);
        }

        Assert.True(wasPlayed);
        Assert.Equal((minutes * 60, minutes * 60), (one.Tap.Written.Count, two.Tap.Written.Count));
        Assert.Single(one.Notices, n => n is RelayNotice.PeerReachable or RelayNotice.PeerUnreachable);
        Assert.Single(two.Notices, n => n is RelayNotice.PeerReachable or RelayNotice.PeerUnreachable);
    }

    [Fact]
    public void A_peer_that_restarts_is_connected_again()
    {
        var (one, _) = TwoSealedRelays();
        _segment.Relays[1].Switch.Leave();
        _segment.Settle();
        _segment.Disconnect(_linkOfTwo);
        _segment.Run(0.2);
        Assert.False(one.Tap.Carrier);

        var restarted = _segment.AddRelay(_key, id: 99);
        _segment.Connect(_segment.Wires[0], restarted.Receiver);
        _segment.Run(2);
        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();

        Assert.True(one.Tap.Carrier);
        Assert.Single(restarted.Tap.Written);
    }

    [Fact]
    public void A_peer_that_comes_back_with_another_key_is_told_and_hears_nothing()
    {
        var (one, _) = TwoSealedRelays();
        _segment.Relays[1].Switch.Leave();
        _segment.Settle();
        _segment.Disconnect(_linkOfTwo);
        using var otherKey = SegmentKey.Create(128);
        var changed = _segment.AddRelay(otherKey, id: 99);
        _segment.Connect(_segment.Wires[0], changed.Receiver);
        _segment.Run(0.5);

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();

        Assert.Equal(PeerState.OtherKey, Assert.Single(one.Peers).State);
        Assert.Single(one.Notices, n => n.IsWarning);
        Assert.Empty(changed.Tap.Written);
        Assert.False(one.Tap.Carrier);
    }

    [Fact]
    public void Of_two_that_start_at_once_one_handshake_stands()
    {
        var time = new VirtualClock();
        var small = new Loop();
        var large = new Loop();
        var one = new KeyExchange(_key.Copy(), 1, time, small);
        var two = new KeyExchange(_key.Copy(), 2, time, large);
        // The larger id starts as well when nothing has come for a while.
        two.Hear(1);
        time.Advance(TimeSpan.FromSeconds(4));
        one.Hear(2);
        two.Hear(1);
        Assert.Equal((1, 1), (small.Sent[0][0], large.Sent[0][0]));

        for (var i = 0; i < 10; i++)
            Loop.Exchange(one, small, two, large);

        Assert.True(one.IsConnected(2));
        Assert.True(two.IsConnected(1));
    }

    [Fact]
    public void Made_up_peers_take_a_bounded_amount_and_leave_those_with_the_key_alone()
    {
        var (one, two) = TwoSealedRelays();
        var (_, hostile) = _segment.Connect(one.Receiver, _segment.AddWire());
        var hello = new Hello { Name = "made up", Role = Hello.RelayRole, Sealed = true, KeyId = _key.Id }.ToPayload();
        var handshakes = 0;
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Handshake)
                handshakes++;
            return true;
        };

        for (var id = 1_000_000UL; id < 1_005_000; id++)
            _segment.Enqueue(hostile, Join(new Envelope(MessageKind.Hello, false, 8, 0, 0, id, 0, 1), hello));
        _segment.Settle();
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Run(5);

        Assert.Single(one.Tap.Written);
        Assert.True(handshakes < 2000, $"{handshakes} handshake messages for 5,000 made-up peers");
    }

    [Fact]
    public void First_messages_over_the_limit_are_counted_and_cost_no_curve_arithmetic()
    {
        var output = new Loop();
        var segment = new KeyExchange(_key.Copy(), 1, new VirtualClock(), output);
        var overLimit = 0;
        for (var i = 0; i < 300; i++)
        {
            var first = new Loop();
            var other = new KeyExchange(_key.Copy(), 1000UL + (ulong)i, new VirtualClock(), first);
            other.Hear(2000);
            // For another responder, and so by another prologue: refused before anything is agreed on.
            Assert.Equal(HandshakeResult.Refused, segment.Receive(1000UL + (ulong)i, first.Sent[0]));
            first.Sent.Clear();
            using var handshake = new Handshake(Prologue(5000UL + (ulong)i, 1), _key.PreSharedKey);
            var message = new byte[1 + Handshake.Overhead + sizeof(ulong)];
            message[0] = 1;
            handshake.WriteFirst([0, 0, 0, 0, 0, 0, 0, 1], message.AsSpan(1));
            if (segment.Receive(5000UL + (ulong)i, message) == HandshakeResult.OverLimit)
                overLimit++;
        }

        Assert.Equal(200, overLimit);
        Assert.Equal(100, output.Sent.Count);
    }

    private FakeLink _atOne = null!;
    private FakeLink _atTwo = null!;
    private (FakeLink A, FakeLink B) _linkOfTwo;

    private (SimulatedSegment.SimulatedRelay One, SimulatedSegment.SimulatedRelay Two) TwoSealedRelays() => TwoSealedRelays(out _);

    private (SimulatedSegment.SimulatedRelay One, SimulatedSegment.SimulatedRelay Two) TwoSealedRelays(out List<byte[]> record, double secondsAlone = 0)
    {
        var handshake = record = [];
        var wire = _segment.AddWire();
        var (one, two) = (_segment.AddRelay(_key), _segment.AddRelay(_key));
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Handshake)
                handshake.Add(message.ToArray());
            return true;
        };
        _segment.Run(secondsAlone);
        (_, _atOne) = _segment.Connect(one.Receiver, wire);
        _linkOfTwo = _segment.Connect(two.Receiver, wire);
        _atTwo = _linkOfTwo.B;
        _segment.Run(1);
        _segment.Carry = null;
        return (one, two);
    }

    private static byte[] Forged(ulong origin, ulong sequence) => Join(new Envelope(MessageKind.Frames, true, 8, 0, 0, origin, 0, sequence), new byte[64]);

    private static byte[] Join(Envelope envelope, byte[] payload)
    {
        var message = new byte[Envelope.Size + payload.Length];
        envelope.Write(message);
        payload.CopyTo(message, Envelope.Size);
        return message;
    }

    private static byte[] Prologue(ulong initiator, ulong responder)
    {
        var prologue = new byte[22];
        "gelf.1"u8.CopyTo(prologue);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(prologue.AsSpan(6), initiator);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(prologue.AsSpan(14), responder);
        return prologue;
    }

    private static long Drops(RelayStats stats) =>
        stats.DroppedMalformed + stats.DroppedBadHeader + stats.DroppedUnauthenticated + stats.DroppedNoKey + stats.DroppedNoRoute + stats.DroppedHopsExceeded
        + stats.DroppedOwn + stats.DroppedQueueFull + stats.DroppedHandshakeLimit + stats.Duplicates;

    private sealed class Loop : IHandshakeOutput
    {
        internal List<byte[]> Sent { get; } = [];

        public void SendHandshake(ulong peer, ReadOnlySpan<byte> payload) => Sent.Add(payload.ToArray());

        public void PeersChanged()
        {
        }

        internal static void Exchange(KeyExchange one, Loop fromOne, KeyExchange two, Loop fromTwo)
        {
            var (toTwo, toOne) = (fromOne.Sent.ToArray(), fromTwo.Sent.ToArray());
            fromOne.Sent.Clear();
            fromTwo.Sent.Clear();
            foreach (var message in toTwo)
                two.Receive(1, message);
            foreach (var message in toOne)
                one.Receive(2, message);
        }
    }
}
