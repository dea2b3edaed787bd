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
    /// <param name="isAuthentic">Whether it is certainly of its origin; if it is sealed, also that it did not come before.</param>
    internal Verdict Receive(int slot, ReadOnlySpan<byte> message, bool isAuthentic = false)
    {
        if (!Envelope.TryRead(message, out var envelope))
            return Verdict.Dropped(default, DropReason.Malformed);
        if (envelope.Origin == Id)
            return Verdict.Dropped(envelope, DropReason.Own);

        var payload = envelope.PayloadOf(message);
        if (MessageKinds.IsLinkLocal(envelope.Kind))
            return HearNeighbor(slot, envelope, payload);
        Hello? hello = null;
        if (envelope.Kind == MessageKind.Hello && !Hello.TryRead(payload, out hello))
            return Verdict.Dropped(envelope, DropReason.Malformed);
        if (!isAuthentic && IsForged(envelope, hello))
            return Verdict.Dropped(envelope, DropReason.Unauthenticated);

        var now = _time.GetTimestamp();
        var origin = _origins.Hear(envelope.Origin, now);
        var isNew = IsNew(origin, envelope, isAuthentic, now);
        if (hello is not null)
            HearHello(slot, origin, envelope, hello, isAuthentic, now);
        if (!isNew)
            return Verdict.Dropped(envelope, DropReason.Duplicate);

        switch (envelope.Kind)
        {
            case MessageKind.Bye:
                origin.Leave(envelope.Sequence, isAuthentic, now);
                SettleReachable(LinkSet.Of(slot));
                break;
            case MessageKind.Frames:
                MarkBusy(LinkSet.Of(slot));
                break;
        }
        return Forward(slot, envelope, now);
    }

    /// <summary>Takes what the node at the other end of a link has said to this one. It is no word of an origin, so no origin's numbers count.</summary>
    private Verdict HearNeighbor(int slot, in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        switch (envelope.Kind)
        {
            case MessageKind.Lost:
                HearLost(slot, payload);
                break;
            case MessageKind.Echo:
                Answer(slot, payload);
                break;
            default:
                HearAnswer(slot, payload);
                break;
        }
        return new Verdict(envelope, false, LinkSet.None, DropReason.None);
    }

    /// <summary>
    /// Whether a message that is not authentic would be so if it were true: a node with this one's key tags what it says in the open, and
    /// seals the rest. Sealed messages that cannot be opened yet are another matter.
    /// </summary>
    private bool IsForged(in Envelope envelope, Hello? hello) =>
        _hello.KeyId is { } keyId && !envelope.Sealed
        && (hello?.KeyId == keyId || envelope.Kind == MessageKind.Handshake && envelope.Target == Id || _origins.Find(envelope.Origin) is { IsAuthentic: true });

    /// <summary>Whether a message is no copy of one that came before.</summary>
    private bool IsNew(OriginEntry origin, in Envelope envelope, bool isAuthentic, long now)
    {
        // Of authentic words only the latest counts, so its number is all that is to be remembered.
        if (isAuthentic && envelope.Kind is MessageKind.Hello or MessageKind.Bye)
            return origin.IsNews(envelope.Sequence, isAuthentic, now);
        // A handshake has its own means against replays.
        if (envelope.Kind == MessageKind.Handshake && envelope.Target == Id)
            return true;
        return origin.Seen.TryMark(envelope.Sequence, _time.GetElapsedTime(0, now)) || isAuthentic && envelope.Sealed;
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

    private void HearHello(int slot, OriginEntry origin, in Envelope envelope, Hello hello, bool isAuthentic, long now)
    {
        var before = origin.Hello;
        var wasKnown = !origin.Links.IsEmpty;
        if (!origin.Note(slot, envelope, hello, isAuthentic, now))
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
