using System.Buffers.Binary;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>The forwarding rules for what comes in.</summary>
internal sealed partial class Switch
{
    private static readonly TimeSpan s_noRouteInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Decides what to do with a message that came on a link. It does not change the message.</summary>
    /// <param name="slot">The link.</param>
    /// <param name="message">The message.</param>
    /// <param name="isAuthentic">
    /// Whether it certainly is of its origin and not a replay. Then the sequence numbers seen do not count, since those may have been
    /// forged. </param>
    internal Verdict Receive(int slot, ReadOnlySpan<byte> message, bool isAuthentic = false)
    {
        if (!Envelope.TryRead(message, out var envelope))
            return Verdict.Dropped(default, DropReason.Malformed);
        if (envelope.Origin == Id)
            return Verdict.Dropped(envelope, DropReason.Own);

        var now = _time.GetTimestamp();
        var payload = message[Envelope.Size..];
        Hello? hello = null;
        if (!IsPayloadValid(envelope.Kind, payload) || envelope.Kind == MessageKind.Hello && !Hello.TryRead(payload, out hello))
            return Verdict.Dropped(envelope, DropReason.Malformed);

        var origin = _origins.Hear(envelope.Origin, now);
        if (hello is not null)
            HearHello(slot, origin, envelope, hello, now);
        if (!origin.Seen.TryMark(envelope.Sequence) && !isAuthentic)
            return Verdict.Dropped(envelope, DropReason.Duplicate);

        switch (envelope.Kind)
        {
            case MessageKind.Lost:
                HearLost(slot, payload);
                return new Verdict(envelope, false, LinkSet.None, DropReason.None);
            case MessageKind.Echo:
                Answer(slot, payload);
                return new Verdict(envelope, false, LinkSet.None, DropReason.None);
            case MessageKind.EchoAnswer:
                HearAnswer(slot, payload);
                return new Verdict(envelope, false, LinkSet.None, DropReason.None);
            case MessageKind.Bye:
                origin.Leave(envelope.Sequence);
                SettleReachable(LinkSet.Of(slot));
                break;
            case MessageKind.Frames:
                MarkBusy(LinkSet.Of(slot));
                break;
        }
        return Forward(slot, envelope, now);
    }

    private Verdict Forward(int slot, in Envelope envelope, long now)
    {
        if (envelope.Target == Id)
            return new Verdict(envelope, true, LinkSet.None, DropReason.None);
        var forAll = envelope.Target == Envelope.All;
        if (envelope.HopLimit == 0)
            return forAll ? new Verdict(envelope, true, LinkSet.None, DropReason.None) : Verdict.Dropped(envelope, DropReason.HopsExceeded);

        var links = Route(envelope.Target, envelope.Flow, LinkSet.Of(slot), out var isLost);
        if (isLost)
        {
            AnswerNoRoute(slot, envelope.Target, now);
            return Verdict.Dropped(envelope, DropReason.NoRoute);
        }
        if (envelope.Kind == MessageKind.Frames)
            MarkBusy(links);
        return new Verdict(envelope, forAll, links, DropReason.None);
    }

    private static bool IsPayloadValid(MessageKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        MessageKind.Echo or MessageKind.EchoAnswer => payload.Length == sizeof(ulong),
        MessageKind.Lost => payload.Length > 0 && payload.Length % sizeof(ulong) == 0,
        _ => true,
    };

    private void HearHello(int slot, OriginEntry origin, in Envelope envelope, Hello hello, long now)
    {
        var before = origin.Hello;
        var wasKnown = !origin.Links.IsEmpty;
        if (!origin.Note(slot, envelope, hello, now))
            return;
        // A hello that can still be forwarded as often as any has come from the other end of this link.
        if (envelope.HopLimit == Envelope.MaxHopLimit || hello.Role == Hello.WireRole)
            _links[slot]!.FarEnd = origin;
        var wasReachable = origin.Reachable;
        origin.Known = true;
        origin.Reachable = !Usable(origin.Links).IsEmpty;
        if (origin.Reachable != wasReachable || before != hello)
            _output.PeersChanged();
        if (!wasKnown && hello.Role == Hello.RelayRole && IsRelay)
            WantHelloFlood();
    }

    private void HearLost(int slot, ReadOnlySpan<byte> payload)
    {
        for (; !payload.IsEmpty; payload = payload[sizeof(ulong)..])
            _origins.Find(BinaryPrimitives.ReadUInt64BigEndian(payload))?.Remove(slot);
        SettleReachable(LinkSet.Of(slot));
    }

    private void AnswerNoRoute(int slot, ulong target, long now)
    {
        var link = _links[slot]!;
        if (link.LastNoRoute != long.MinValue && _time.GetElapsedTime(link.LastNoRoute, now) < s_noRouteInterval)
            return;
        link.LastNoRoute = now;
        SayLost([target], LinkSet.Of(slot));
    }
}
