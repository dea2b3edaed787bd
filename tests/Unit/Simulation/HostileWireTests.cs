using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>Two relays on a good wire, and a hostile one that speaks in the name of one of them.</summary>
public sealed class HostileWireTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly SegmentKey _key = SegmentKey.FromHex("b04c96f0e62fd14424e7e58e3d8ba957");

    public static TheoryData<MessageKind, bool> Lies => new()
    {
        { MessageKind.Hello, false }, { MessageKind.Bye, false }, { MessageKind.Frames, false }, { MessageKind.Ack, false },
        { MessageKind.Handshake, false }, { MessageKind.Frames, true }, { MessageKind.Probe, true },
    };

    [Theory, MemberData(nameof(Lies))]
    public void One_message_in_its_name_with_the_largest_number_takes_nothing_from_a_relay_with_the_key(MessageKind kind, bool isSealed)
    {
        var (one, two) = TwoRelays(_key);
        var hostile = JoinHostile(one);

        _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence, isSealed));
        _segment.Settle();
        Exchange(one, two, seconds: 20);

        Assert.Equal((20, 20), (one.Tap.Written.Count, two.Tap.Written.Count));
        Assert.Equal(PeerState.Connected, Assert.Single(one.Peers).State);
        Assert.DoesNotContain(one.Notices, n => n is RelayNotice.PeerUnreachable);
        Assert.Equal(1, one.Relay.Stats().DroppedUnauthenticated + one.Relay.Stats().DroppedNoKey);
    }

    [Fact]
    public void A_wire_that_lies_all_the_time_about_relays_with_the_key_loses_none_of_their_frames_over_a_good_wire()
    {
        var (one, two) = TwoRelays(_key);
        var hostile = JoinHostile(one);

        for (var i = 0UL; i < 200; i++)
        {
            foreach (var (kind, isSealed) in Lies.Select(row => row.Data))
                foreach (var target in new[] { Envelope.All, one.Switch.Id, two.Switch.Id })
                {
                    _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence - i, isSealed, target));
                    _segment.Enqueue(hostile, Lie(kind, one.Switch.Id, Envelope.MaxSequence - i, isSealed, target));
                }
            Exchange(one, two, seconds: 0.1);
        }

        Assert.Equal((200, 200), (one.Tap.Written.Count, two.Tap.Written.Count));
        Assert.DoesNotContain(one.Notices.Concat(two.Notices), n => n is RelayNotice.PeerUnreachable);
    }

    [Theory, MemberData(nameof(Lies))]
    public void A_plain_relay_that_was_shut_out_is_back_within_sixteen_seconds(MessageKind kind, bool isSealed)
    {
        var (one, two) = TwoRelays(null);
        var hostile = JoinHostile(one);

        _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence, isSealed));
        _segment.Run(16);
        one.Tap.Written.Clear();
        two.Tap.Written.Clear();
        Exchange(one, two, seconds: 2);

        Assert.Equal((2, 2), (one.Tap.Written.Count, two.Tap.Written.Count));
        Assert.Equal(two.Switch.Id, Assert.Single(one.Peers).Id);
    }

    [Fact]
    public void A_plain_relay_of_which_every_second_number_was_used_up_is_back_within_sixteen_seconds()
    {
        var (one, two) = TwoRelays(null);
        var hostile = JoinHostile(one);

        for (var number = 2UL; number < 8_000; number += 2)
            _segment.Enqueue(hostile, Lie(MessageKind.Frames, two.Switch.Id, number));
        _segment.Run(16);
        one.Tap.Written.Clear();
        for (var mark = 0; mark < 10; mark++)
        {
            two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress, mark: mark));
            _segment.Settle();
        }

        Assert.Equal(10, one.Tap.Written.Count);
    }

    [Fact]
    public void A_lie_about_frames_that_came_does_not_stop_the_acks_of_a_plain_relay_for_long()
    {
        var (one, two) = TwoRelays(null);
        Exchange(one, two, seconds: 1);
        var hostile = JoinHostile(two);

        _segment.Enqueue(hostile, Lie(MessageKind.Frames, one.Switch.Id, Envelope.MaxSequence, target: two.Switch.Id));
        _segment.Run(16);
        var highest = 0UL;
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Ack && Origin(message) == two.Switch.Id && Ack.TryRead(message.AsSpan(Envelope.Size), out var ack))
                highest = ack.HighestSequence;
            return true;
        };
        Exchange(one, two, seconds: 2);

        Assert.InRange(highest, 1UL, 1_000_000UL);
    }

    [Theory, MemberData(nameof(Lies))]
    public void A_good_wire_that_believed_a_lie_carries_for_both_again_within_sixteen_seconds(MessageKind kind, bool isSealed)
    {
        var (one, two) = TwoRelays(_key);
        var other = _segment.AddWire();
        var (_, hostile) = _segment.Connect(_segment.Wires[0], other);

        _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence, isSealed));
        _segment.Run(16);
        one.Tap.Written.Clear();
        two.Tap.Written.Clear();
        Exchange(one, two, seconds: 2);

        Assert.Equal((2, 2), (one.Tap.Written.Count, two.Tap.Written.Count));
    }

    [Theory]
    [InlineData(MessageKind.Hello), InlineData(MessageKind.Bye), InlineData(MessageKind.Frames)]
    public void A_direct_link_answers_echoes_whatever_a_wire_says_in_the_name_of_its_other_end(MessageKind kind)
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);
        var hostile = JoinHostile(one);

        _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence));
        for (var i = 0; i < 60; i++)
        {
            _segment.Run(0.05);
            Assert.All(one.Switch.Links(), link => Assert.Equal("Open", link.State));
        }
    }

    [Theory, MemberData(nameof(Lies))]
    public void Lies_that_are_told_before_relays_meet_do_not_keep_them_from_each_other(MessageKind kind, bool isSealed)
    {
        var (one, two) = (_segment.AddRelay(_key), _segment.AddRelay(_key));
        var hostile = JoinHostile(one);
        _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence, isSealed));
        _segment.Enqueue(hostile, Lie(kind, two.Switch.Id, Envelope.MaxSequence - 1, isSealed, one.Switch.Id));
        _segment.Settle();

        _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(0.5);
        Exchange(one, two, seconds: 1);

        Assert.Equal(PeerState.Connected, Assert.Single(one.Peers, p => p.Id == two.Switch.Id).State);
        Assert.Equal((1, 1), (one.Tap.Written.Count, two.Tap.Written.Count));
    }

    [Fact]
    public void A_made_up_relay_that_names_the_key_is_no_relay_of_the_segment()
    {
        var (one, two) = TwoRelays(_key);
        var hostile = JoinHostile(one);
        var before = one.Relay.Stats().DroppedUnauthenticated;

        _segment.Enqueue(hostile, Lie(MessageKind.Hello, 4711, 1));
        _segment.Enqueue(hostile, Tagged(Lie(MessageKind.Hello, 4711, 2)));
        _segment.Run(0.2);

        Assert.Equal(two.Switch.Id, Assert.Single(one.Peers).Id);
        Assert.Equal(2, one.Relay.Stats().DroppedUnauthenticated - before);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void The_keys_of_a_relay_that_is_gone_are_forgotten_whatever_a_wire_says_in_its_name(bool isReplayed)
    {
        var (one, two) = TwoRelays(_key);
        var hostile = JoinHostile(one);
        byte[]? heldBack = null;
        var hellos = new List<byte[]>();
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Hello && Origin(message) == two.Switch.Id)
                hellos.Add(message.ToArray());
            if (message[0] != (byte)MessageKind.Frames)
                return true;
            heldBack = message.ToArray();
            return false;
        };
        _segment.Run(11);
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();
        _segment.Carry = null;
        _segment.Disconnect(_linkOfTwo);
        Assert.NotNull(heldBack);
        Assert.NotEmpty(hellos);

        for (var i = 0; i < 21 * 12; i++)
        {
            _segment.Enqueue(hostile, isReplayed ? hellos[i % hellos.Count].ToArray() : Lie(MessageKind.Hello, two.Switch.Id, 1_000_000 + (ulong)i));
            _segment.Run(5);
        }
        _segment.Enqueue(hostile, heldBack);
        _segment.Settle();

        Assert.Empty(one.Tap.Written);
        Assert.Equal(1, one.Relay.Stats().DroppedNoKey);
    }

    [Fact]
    public void Made_up_nodes_do_not_make_a_relay_forget_which_words_it_has_heard()
    {
        var (one, two) = TwoRelays(_key);
        var hostile = JoinHostile(one);
        byte[]? hello = null;
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Hello && Origin(message) == two.Switch.Id)
                hello = message.ToArray();
            return true;
        };
        _segment.Run(6);
        _segment.Carry = null;
        _segment.Disconnect(_linkOfTwo);
        _segment.Run(17);
        Assert.Empty(one.Peers);

        var madeUp = new Hello { Name = "made up", Role = Hello.WireRole }.ToPayload();
        for (var id = 1_000_000UL; id < 1_002_000; id++)
            _segment.Enqueue(hostile, Join(new Envelope(MessageKind.Hello, false, 8, 0, 0, id, 0, 1), madeUp));
        _segment.Enqueue(hostile, hello!);
        _segment.Settle();

        Assert.DoesNotContain(one.Peers, p => p.Id == two.Switch.Id);
    }

    private (FakeLink A, FakeLink B) _linkOfTwo;

    private (SimulatedSegment.SimulatedRelay One, SimulatedSegment.SimulatedRelay Two) TwoRelays(SegmentKey? key)
    {
        var wire = _segment.AddWire();
        var (one, two) = (_segment.AddRelay(key), _segment.AddRelay(key));
        _segment.Connect(one.Receiver, wire);
        _linkOfTwo = _segment.Connect(wire, two.Receiver);
        _segment.Run(1);
        return (one, two);
    }

    /// <summary>A wire that joins a relay; what is enqueued on the link returned goes to the relay.</summary>
    private FakeLink JoinHostile(SimulatedSegment.SimulatedRelay relay)
    {
        var (_, hostile) = _segment.Connect(relay.Receiver, _segment.AddWire());
        _segment.Run(0.2);
        return hostile;
    }

    /// <summary>Each second, or once, each host sends a frame to the other.</summary>
    private void Exchange(SimulatedSegment.SimulatedRelay one, SimulatedSegment.SimulatedRelay two, double seconds)
    {
        for (var left = seconds; left > 0; left--)
        {
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, mark: (int)left));
            two.Tap.HostSends(Frame.Make(one.Tap.MacAddress, two.Tap.MacAddress, mark: (int)left));
            _segment.Run(Math.Min(1, left));
        }
    }

    private byte[] Lie(MessageKind kind, ulong origin, ulong sequence, bool isSealed = false, ulong target = Envelope.All)
    {
        var hello = new Hello { Name = "a lie", Role = Hello.RelayRole, Sealed = true, KeyId = _key.Id }.ToPayload();
        byte[] payload = kind switch
        {
            MessageKind.Hello => hello,
            MessageKind.Bye => [],
            MessageKind.Ack => new byte[Ack.Size],
            MessageKind.Handshake => new byte[49],
            _ => new byte[64],
        };
        return Join(new Envelope(kind, isSealed, 8, isSealed ? (byte)77 : (byte)0, 0, origin, target, sequence), payload);
    }

    private static byte[] Tagged(byte[] message)
    {
        Assert.True(Envelope.TryRead(message, out var envelope));
        return Join(envelope with { Tagged = true }, [.. message[Envelope.Size..], .. new byte[Envelope.TagSize]]);
    }

    private static ulong Origin(byte[] message) => Envelope.TryRead(message, out var envelope) ? envelope.Origin : 0;

    private static byte[] Join(Envelope envelope, byte[] payload)
    {
        var message = new byte[Envelope.Size + payload.Length];
        envelope.Write(message);
        payload.CopyTo(message, Envelope.Size);
        return message;
    }
}
