using Gelf.Engine.Datapath;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>What closes a link, and what only the target of a message can find out about it.</summary>
public sealed class MalformedMessageTests
{
    private const ulong Somebody = 4711;

    private readonly SimulatedSegment _segment = new();
    private readonly List<FakeLink> _ends = [];

    public static TheoryData<MessageKind, int> BadForTheTargetOnly => new()
    {
        { MessageKind.Frames, 7 }, { MessageKind.Ack, 3 }, { MessageKind.Probe, 5 }, { MessageKind.ProbeAnswer, 11 },
    };

    public static TheoryData<MessageKind, int> BadForAll => new()
    {
        { MessageKind.Ack, Ack.Size + 1 }, { MessageKind.Ack, 500_000 }, { MessageKind.Handshake, 66 }, { MessageKind.Hello, 4097 },
        { MessageKind.Bye, 1 }, { MessageKind.Bye, 500_000 }, { MessageKind.Lost, 8200 }, { MessageKind.ProbeAnswer, ProbeAnswer.Size + 1 },
        { MessageKind.Echo, 9 }, { MessageKind.EchoAnswer, 9 },
    };

    [Theory, MemberData(nameof(BadForTheTargetOnly))]
    public void What_only_the_target_can_check_is_counted_there_and_closes_no_link_on_the_way(MessageKind kind, int length)
    {
        var (hostile, one, two) = Chain();

        for (var sequence = 1UL; sequence <= 40; sequence++)
            _segment.Enqueue(hostile, Message(kind, length, two.Switch.Id, sequence));
        _segment.Run(1);

        Assert.Equal((0L, 40L), (one.Relay.Stats().DroppedMalformed, two.Relay.Stats().DroppedMalformed));
        Assert.All(_ends, link => Assert.Null(link.ClosedBecause));
    }

    [Fact]
    public void Handshake_messages_of_no_known_length_close_no_link_on_the_way_to_a_relay_with_a_key()
    {
        using var key = Gelf.Engine.Sealing.SegmentKey.Create();
        var (hostile, _, _) = Chain(key);

        for (var sequence = 1UL; sequence <= 40; sequence++)
            _segment.Enqueue(hostile, Message(MessageKind.Handshake, 13, _segment.Relays[1].Switch.Id, sequence));
        _segment.Run(1);

        Assert.All(_ends, link => Assert.Null(link.ClosedBecause));
    }

    [Fact]
    public void Frames_with_a_header_that_does_not_fit_close_no_link_on_the_way()
    {
        var (hostile, _, two) = Chain();
        byte[] record = [0, 0, 0, 24, 0, 1, .. new byte[22]]; // a super-frame's type, and no checksum

        for (var sequence = 1UL; sequence <= 40; sequence++)
            _segment.Enqueue(hostile, Join(new Envelope(MessageKind.Frames, false, 8, 0, 0, Somebody, two.Switch.Id, sequence), record));
        _segment.Run(1);

        Assert.Equal(40, two.Relay.Stats().DroppedBadHeader);
        Assert.All(_ends, link => Assert.Null(link.ClosedBecause));
    }

    [Theory, MemberData(nameof(BadForAll))]
    public void What_every_node_can_check_goes_no_further_than_the_first_and_closes_its_link(MessageKind kind, int length)
    {
        var (hostile, one, two) = Chain();

        for (var sequence = 1UL; sequence <= 16; sequence++)
            _segment.Enqueue(hostile, Message(kind, length, Envelope.All, sequence));
        _segment.Run(1);

        Assert.Equal((16L, 0L), (one.Relay.Stats().DroppedMalformed, two.Relay.Stats().DroppedMalformed));
        Assert.Equal("too many malformed messages", hostile.Other.ClosedBecause?.Text);
        Assert.All(_ends.Where(link => link != hostile.Other), link => Assert.Null(link.ClosedBecause));
    }

    /// <summary>A hostile wire, a relay, a good wire and another relay, each joined to the next.</summary>
    private (FakeLink Hostile, SimulatedSegment.SimulatedRelay One, SimulatedSegment.SimulatedRelay Two) Chain(Gelf.Engine.Sealing.SegmentKey? key = null)
    {
        var (one, two, wire) = (_segment.AddRelay(key), _segment.AddRelay(key), _segment.AddWire());
        var hostile = Connect(one.Receiver, _segment.AddWire()).B;
        Connect(one.Receiver, wire);
        Connect(wire, two.Receiver);
        _segment.Run(1);
        return (hostile, one, two);
    }

    private (FakeLink A, FakeLink B) Connect(MessageReceiver a, MessageReceiver b)
    {
        var link = _segment.Connect(a, b);
        _ends.AddRange([link.A, link.B]);
        return link;
    }

    private static byte[] Message(MessageKind kind, int length, ulong target, ulong sequence) =>
        Join(new Envelope(kind, false, 8, 0, 0, Somebody, target, sequence), new byte[length]);

    private static byte[] Join(Envelope envelope, byte[] payload)
    {
        var message = new byte[Envelope.Size + payload.Length];
        envelope.Write(message);
        payload.CopyTo(message, Envelope.Size);
        return message;
    }
}
