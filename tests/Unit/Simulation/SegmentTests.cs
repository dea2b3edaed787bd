using Gelf.Engine.Buffers;
using Gelf.Engine.Datapath;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.Unit.Simulation;

public sealed class SegmentTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly List<(FakeLink A, FakeLink B)> _ringLinks = [];

    [Fact]
    public void A_frame_of_1514_bytes_arrives_whole()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var frame = Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length: 1514);

        one.Tap.HostSends(frame);
        _segment.Settle();

        Assert.Equal(frame, Assert.Single(two.Tap.Frames));
    }

    [Theory]
    [InlineData(14), InlineData(60), InlineData(9014), InlineData(65_549)]
    public void A_frame_of_any_length_arrives_whole(int length)
    {
        var (one, two) = TwoRelaysOnOneWire();
        var frame = Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length);

        one.Tap.HostSends(frame);
        _segment.Settle();

        Assert.Equal(frame, Assert.Single(two.Tap.Frames));
    }

    [Fact]
    public void A_frame_with_a_VLAN_tag_arrives_with_its_tag()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var frame = Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, length: 1518, type: 0x8100);

        one.Tap.HostSends(frame);
        _segment.Settle();

        Assert.Equal(frame, Assert.Single(two.Tap.Frames));
    }

    [Fact]
    public void A_super_frame_arrives_with_its_virtio_net_header_as_it_was()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var record = new TcpFrame { Payload = new byte[60_000] }.ToRecord();
        var (header, frame) = (VirtioNetHeader.Read(record.AsSpan(4)), record[14..]);

        one.Tap.HostSends(frame, header);
        _segment.Settle();

        var written = Assert.Single(two.Tap.Written);
        Assert.Equal(header, VirtioNetHeader.Read(written));
        Assert.Equal(frame, written[VirtioNetHeader.Size..]);
    }

    [Fact]
    public void A_frame_for_all_reaches_each_of_three_relays_on_one_wire_once()
    {
        var relays = RelaysOnOneWire(3);

        relays[0].Tap.HostSends(Frame.Make(Frame.Broadcast, relays[0].Tap.MacAddress));
        _segment.Settle();

        Assert.Empty(relays[0].Tap.Written);
        Assert.Single(relays[1].Tap.Written);
        Assert.Single(relays[2].Tap.Written);
        Assert.Equal(3, _segment.FramesMessages);
    }

    [Fact]
    public void Once_an_address_is_known_its_frames_go_to_its_relay_alone()
    {
        var relays = RelaysOnOneWire(3);
        relays[1].Tap.HostSends(Frame.Make(Frame.Broadcast, relays[1].Tap.MacAddress));
        _segment.Settle();
        var before = _segment.FramesMessages;
        var bystander = relays[2].Tap.Written.Count;

        relays[0].Tap.HostSends(Frame.Make(relays[1].Tap.MacAddress, relays[0].Tap.MacAddress));
        _segment.Settle();

        Assert.Single(relays[1].Tap.Written);
        Assert.Equal(bystander, relays[2].Tap.Written.Count);
        Assert.Equal(before + 2, _segment.FramesMessages);
    }

    [Fact]
    public void In_a_ring_of_three_relays_and_three_wires_each_frame_is_delivered_once_and_nothing_storms()
    {
        var relays = Ring();
        const int rounds = 50;

        for (var round = 0; round < rounds; round++)
        {
            foreach (var relay in relays)
                relay.Tap.HostSends(Frame.Make(Frame.Broadcast, relay.Tap.MacAddress, mark: round));
            _segment.Run(0.1);
        }

        foreach (var relay in relays)
        {
            Assert.Equal(2 * rounds, relay.Tap.Written.Count);
            Assert.Equal(2 * rounds, relay.Tap.Frames.Select(Convert.ToHexString).Distinct().Count());
        }
        // Six links: two copies leave the origin, each goes on around until the copies meet: seven messages a frame.
        Assert.Equal(3 * rounds * 7, _segment.FramesMessages);
    }

    [Fact]
    public void In_a_ring_a_targeted_frame_takes_the_short_way_only()
    {
        var relays = Ring();
        relays[1].Tap.HostSends(Frame.Make(Frame.Broadcast, relays[1].Tap.MacAddress));
        _segment.Run(0.1);
        var before = _segment.FramesMessages;

        relays[0].Tap.HostSends(Frame.Make(relays[1].Tap.MacAddress, relays[0].Tap.MacAddress));
        _segment.Run(0.1);

        Assert.Single(relays[1].Tap.Written);
        Assert.Equal(2, _segment.FramesMessages - before);
    }

    [Fact]
    public void In_a_ring_traffic_goes_on_the_other_way_round_at_once_when_a_wire_is_cut()
    {
        var relays = Ring();
        relays[1].Tap.HostSends(Frame.Make(Frame.Broadcast, relays[1].Tap.MacAddress));
        _segment.Run(0.1);

        _segment.Disconnect(_ringLinks[0]);
        _segment.Settle();
        relays[0].Tap.HostSends(Frame.Make(relays[1].Tap.MacAddress, relays[0].Tap.MacAddress));
        _segment.Settle();

        Assert.Single(relays[1].Tap.Written);
    }

    [Fact]
    public void Two_wires_between_two_relays_share_the_flows_and_deliver_each_frame_once()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var first = AddWire(one.Receiver, two.Receiver);
        var second = AddWire(one.Receiver, two.Receiver);
        _segment.Run(1);
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();
        var before = (first.A.Counters.MessagesSent, second.A.Counters.MessagesSent);

        for (var mark = 0; mark < 64; mark++)
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, mark: mark, type: (ushort)(0x8900 + mark)));
        _segment.Settle();

        Assert.Equal(64, two.Tap.Frames.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(64, two.Tap.Written.Count);
        Assert.InRange(first.A.Counters.MessagesSent - before.Item1, 16, 48);
        Assert.InRange(second.A.Counters.MessagesSent - before.Item2, 16, 48);
    }

    [Fact]
    public void A_phone_that_joins_relays_with_a_direct_link_draws_none_of_their_frames_to_itself()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var direct = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);
        two.Tap.HostSends(Frame.Make(Frame.Broadcast, two.Tap.MacAddress));
        _segment.Settle();

        var wire = _segment.AddWire();
        _segment.Connect(one.Receiver, wire);
        _segment.Connect(wire, two.Receiver);
        var before = direct.A.Counters.MessagesSent;
        for (var mark = 0; mark < 32; mark++)
        {
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, mark: mark, type: (ushort)(0x8900 + mark)));
            _segment.Settle();
        }

        Assert.True(direct.A.Counters.MessagesSent - before >= 32, $"{direct.A.Counters.MessagesSent - before} of 32 frames went the direct way");
        Assert.Equal(33, two.Tap.Written.Count + 1);
    }

    [Fact]
    public void A_relay_has_a_carrier_exactly_while_a_peer_can_be_reached()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var wire = _segment.AddWire();
        _segment.Connect(one.Receiver, wire);
        _segment.Run(1);
        Assert.False(one.Tap.Carrier);

        var link = _segment.Connect(wire, two.Receiver);
        _segment.Run(0.2);
        Assert.True(one.Tap.Carrier);
        Assert.True(two.Tap.Carrier);

        _segment.Disconnect(link);
        _segment.Run(0.2);
        Assert.False(one.Tap.Carrier);
        Assert.False(two.Tap.Carrier);
    }

    [Fact]
    public void When_another_relay_takes_a_peers_place_the_host_is_given_the_time_to_see_the_cable_pulled()
    {
        var (one, two, three) = (_segment.AddRelay(), _segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);
        _segment.Disconnect(link);
        _segment.Run(0.1);

        _segment.Connect(one.Receiver, three.Receiver);
        _segment.Run(1.2);
        Assert.False(one.Tap.Carrier);
        _segment.Run(0.5);
        Assert.True(one.Tap.Carrier);
    }

    [Fact]
    public void When_the_same_peer_comes_back_the_cable_is_plugged_at_once()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);
        _segment.Disconnect(link);
        _segment.Run(0.1);
        Assert.False(one.Tap.Carrier);

        _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(0.2);

        Assert.True(one.Tap.Carrier);
    }

    [Fact]
    public void A_relay_that_joins_late_is_known_at_once()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var wire = _segment.AddWire();
        _segment.Connect(one.Receiver, wire);
        _segment.Run(2.5);

        _segment.Connect(wire, two.Receiver);
        _segment.Run(0.2);

        Assert.Equal("relay2", Assert.Single(one.Peers).Name);
        Assert.Equal("relay1", Assert.Single(two.Peers).Name);
    }

    [Fact]
    public void A_peer_that_comes_and_goes_is_told_once_each()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(12);
        _segment.Disconnect(link);
        _segment.Run(1);

        Assert.Equal([new RelayNotice.PeerReachable("relay2"), new RelayNotice.PeerUnreachable("relay2")], one.Notices);
    }

    [Fact]
    public void A_relay_that_says_bye_is_gone_at_once()
    {
        var relays = RelaysOnOneWire(3);

        relays[2].Switch.Leave();
        _segment.Run(0.1);

        Assert.Equal("relay2", Assert.Single(relays[0].Peers).Name);
    }

    [Fact]
    public void A_relay_that_falls_silent_is_gone_after_sixteen_seconds()
    {
        var relays = RelaysOnOneWire(2);

        _segment.Carry = message => message[0] != (byte)MessageKind.Hello;
        _segment.Run(11);
        Assert.Single(relays[0].Peers);
        _segment.Run(6);
        Assert.Empty(relays[0].Peers);
    }

    [Fact]
    public void An_address_that_moves_to_another_relay_is_found_there()
    {
        var relays = RelaysOnOneWire(3);
        var moving = new MacAddress(0x02_AA_00_00_00_01);
        relays[1].Tap.HostSends(Frame.Make(Frame.Broadcast, moving));
        _segment.Settle();
        relays[2].Tap.HostSends(Frame.Make(Frame.Broadcast, moving, mark: 1));
        _segment.Settle();
        var atOne = relays[1].Tap.Written.Count;

        relays[0].Tap.HostSends(Frame.Make(moving, relays[0].Tap.MacAddress, mark: 2));
        _segment.Settle();

        Assert.Equal(atOne, relays[1].Tap.Written.Count);
        Assert.Equal(2, relays[2].Tap.Written.Count);
    }

    [Fact]
    public void Frames_of_one_flow_that_are_ready_together_travel_in_one_message()
    {
        var (one, two) = TwoRelaysOnOneWire();
        for (var mark = 0; mark < 10; mark++)
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, mark: mark));

        _segment.Settle();

        Assert.Equal(10, two.Tap.Written.Count);
        Assert.Equal(2, _segment.FramesMessages);
    }

    [Fact]
    public void Frames_of_flows_that_come_in_turns_travel_in_one_message_for_each_flow()
    {
        var (one, two) = TwoRelaysOnOneWire();
        for (var number = 0; number < 40; number++)
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, mark: number, type: (ushort)(0x8800 + number % 8)));

        _segment.Settle();

        Assert.Equal(2 * 8, _segment.FramesMessages);
        for (var flow = 0; flow < 8; flow++)
            Assert.Equal(
                Enumerable.Range(0, 5).Select(i => (byte)(14 * 7 + flow + 8 * i)), two.Tap.Frames.Where(f => f[13] == flow).Select(f => f[14]));
    }

    [Fact]
    public void Frames_of_more_flows_than_are_batched_at_a_time_arrive_all_and_in_order_within_each()
    {
        var (one, two) = TwoRelaysOnOneWire();
        for (var number = 0; number < 200; number++)
            one.Tap.HostSends(Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress, 60 + number, number, (ushort)(0x8800 + number % 50)));

        _segment.Settle();

        Assert.Equal(200, two.Tap.Written.Count);
        for (var flow = 0; flow < 50; flow++)
            Assert.Equal(Enumerable.Range(0, 4).Select(i => 60 + flow + 50 * i), two.Tap.Frames.Where(f => f[13] == flow).Select(f => f.Length));
    }

    [Fact]
    public void Segments_of_a_connection_that_are_ready_together_arrive_as_one_super_frame()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var whole = new TcpFrame { Payload = [.. Enumerable.Range(0, 10 * 1_448).Select(i => (byte)(i / 7))] };
        for (var part = 0; part < 10; part++)
        {
            var record = (whole with { Payload = whole.Payload[(part * 1_448)..((part + 1) * 1_448)], Sequence = whole.Sequence + (uint)(part * 1_448) }).ToRecord();
            one.Tap.HostSends(record[14..], VirtioNetHeader.Read(record.AsSpan(4)));
        }

        _segment.Settle();

        Assert.Equal(whole.ToRecord()[4..], Assert.Single(two.Tap.Written));
    }

    [Fact]
    public void Frames_for_different_targets_keep_their_order_in_messages_of_their_own()
    {
        var relays = RelaysOnOneWire(3);
        foreach (var relay in relays)
            relay.Tap.HostSends(Frame.Make(Frame.Broadcast, relay.Tap.MacAddress, mark: 99));
        _segment.Settle();
        foreach (var relay in relays)
            relay.Tap.Written.Clear();

        for (var mark = 0; mark < 20; mark++)
            relays[0].Tap.HostSends(Frame.Make(relays[1 + mark % 2].Tap.MacAddress, relays[0].Tap.MacAddress, mark: mark));
        _segment.Settle();

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)(14 * 7 + 2 * i)), relays[1].Tap.Frames.Select(f => f[14]));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)(14 * 7 + 2 * i + 1)), relays[2].Tap.Frames.Select(f => f[14]));
    }

    [Fact]
    public void A_link_that_keeps_sending_malformed_messages_is_closed_and_each_is_counted()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(0.2);

        for (var i = 0; i < 16; i++)
            _segment.Enqueue(link.B, [0xEE, 1, 2, 3]);
        _segment.Settle();

        Assert.Equal(16, one.Relay.Stats().DroppedMalformed);
        Assert.Equal("too many malformed messages", link.A.ClosedBecause?.Text);
    }

    [Fact]
    public void A_link_on_which_nothing_comes_any_more_is_closed()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);

        _segment.Carry = _ => false;
        _segment.Run(15);
        Assert.Null(link.A.ClosedBecause);
        _segment.Run(2);
        Assert.Equal("nothing came for 16 s", link.A.ClosedBecause?.Text);
    }

    [Fact]
    public void A_link_that_has_no_room_for_what_goes_first_is_closed_after_five_seconds()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);

        link.A.IsFull = true;
        _segment.Run(3);
        link.A.IsFull = false;
        _segment.Run(1.5);
        link.A.IsFull = true;
        _segment.Run(5);
        Assert.Null(link.A.ClosedBecause);
        _segment.Run(1.5);

        Assert.Equal("it took nothing for 5 s while its queue was full", link.A.ClosedBecause?.Text);
        Assert.True(one.Relay.Stats().DroppedQueueFull >= 5);
    }

    [Fact]
    public void What_a_link_did_not_get_to_send_is_counted_when_it_is_let_go()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        link.A.Counters.CountLeftOver(3);

        _segment.Disconnect(link);

        Assert.Equal(3, one.Relay.Stats().DroppedLinkClosed);
    }

    [Fact]
    public void What_still_comes_on_a_link_that_was_let_go_is_counted()
    {
        var (one, two) = (_segment.AddRelay(), _segment.AddRelay());
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(0.2);
        _segment.Disconnect(link);
        var message = new MessagePool().Copy(new byte[Envelope.Size]);
        new Envelope(MessageKind.Frames, false, 8, 0, 0, two.Switch.Id, Envelope.All, 100).Write(message.Span);

        one.Receiver.Receive(link.A, message);

        Assert.Equal(1, one.Relay.Stats().DroppedLinkClosed);
    }

    [Fact]
    public void A_virtio_net_header_that_does_not_fit_its_frame_never_reaches_the_tap()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var frame = Frame.Make(two.Tap.MacAddress, one.Tap.MacAddress);

        one.Tap.HostSends(frame, new VirtioNetHeader(VirtioNetHeader.NeedsChecksum, VirtioNetHeader.GsoTcp4, 54, 1448, 200, 16));
        _segment.Settle();

        Assert.Empty(two.Tap.Written);
        Assert.Equal(1, two.Relay.Stats().DroppedBadHeader);
    }

    [Fact]
    public void A_sealed_message_in_a_plain_segment_is_dropped_and_counted()
    {
        var (one, two) = TwoRelaysOnOneWire();
        _segment.Carry = message =>
        {
            if (message[0] == (byte)MessageKind.Frames)
                message[1] |= 1;
            return true;
        };

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();

        Assert.Empty(two.Tap.Written);
        Assert.Equal(1, two.Relay.Stats().DroppedUnauthenticated);
    }

    [Fact]
    public void A_frame_that_the_tap_refuses_is_counted()
    {
        var (one, two) = TwoRelaysOnOneWire();
        two.Tap.Refuses = true;

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();

        Assert.Equal((1L, 0L), (two.Relay.Stats().DroppedTapRefused, two.Relay.Stats().FramesReceived));
    }

    [Fact]
    public void A_frame_without_any_link_is_counted()
    {
        var one = _segment.AddRelay();

        one.Tap.HostSends(Frame.Make(Frame.Broadcast, one.Tap.MacAddress));
        _segment.Settle();

        Assert.Equal((1L, 1L), (one.Relay.Stats().FramesSent, one.Relay.Stats().DroppedNoPeer));
    }

    [Fact]
    public void A_node_takes_sixty_four_links_and_no_more()
    {
        var one = _segment.AddRelay();
        for (var i = 0; i < 64; i++)
            _segment.Connect(one.Receiver, _segment.AddWire());

        Assert.False(one.Receiver.TryAttach(new FakeLink(_segment, one.Receiver)));
    }



    private SimulatedSegment.SimulatedRelay[] Ring()
    {
        SimulatedSegment.SimulatedRelay[] relays = [_segment.AddRelay(), _segment.AddRelay(), _segment.AddRelay()];
        for (var i = 0; i < 3; i++)
            _ringLinks.Add(AddWire(relays[i].Receiver, relays[(i + 1) % 3].Receiver));
        _segment.Run(1);
        return relays;
    }

    private (FakeLink A, FakeLink B) AddWire(MessageReceiver a, MessageReceiver b)
    {
        var wire = _segment.AddWire();
        _segment.Connect(wire, b);
        return _segment.Connect(a, wire);
    }

    private (SimulatedSegment.SimulatedRelay One, SimulatedSegment.SimulatedRelay Two) TwoRelaysOnOneWire()
    {
        var relays = RelaysOnOneWire(2);
        return (relays[0], relays[1]);
    }

    private SimulatedSegment.SimulatedRelay[] RelaysOnOneWire(int count)
    {
        var wire = _segment.AddWire();
        var relays = Enumerable.Range(0, count).Select(_ => _segment.AddRelay()).ToArray();
        foreach (var relay in relays)
            _segment.Connect(relay.Receiver, wire);
        _segment.Run(1);
        return relays;
    }
}
