using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Relaying;

/// <summary>What a relay does with the messages that are for it; it refuses what should be sealed and is not, and the other way round. Any thread calls.</summary>
internal sealed class RelayInbox(FrameReceiver frames, RelayCounters counters) : INodeOwner
{
    /// <summary>The sealed segment; null in a plain one. Set once, before the first link.</summary>
    internal SealedSegment? Segment { get; set; }

    /// <summary>The key id that a peer's hello must show for a handshake to make sense.</summary>
    internal string? KeyId { get; init; }

    /// <summary>What waits for the peers; receipts let it go on. Set once, before the first link.</summary>
    internal Outbox? Outbox { get; set; }

    /// <summary>What the peers are told of what arrived. Set once, before the first link.</summary>
    internal Receipts? Receipts { get; set; }

    /// <summary>Answers probes, and takes answers to the relay's own. Set once, before the first link.</summary>
    internal Prober? Prober { get; set; }

    public Opening TryOpen(in Envelope envelope, ReadOnlySpan<byte> message, Span<byte> payload)
    {
        if (Segment is null)
            return Opening.NoKey;
        return message.Length < Envelope.Size + SenderKey.TagSize ? Opening.Forged : Segment.TryOpen(message, envelope, payload);
    }

    public void CountUnopened()
    {
        if (Segment is null)
            counters.CountUnauthenticated();
        else
            counters.CountNoKey();
    }

    public void Rest() => Receipts?.FlushMuch();

    public bool Deliver(in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        switch (envelope.Kind)
        {
            case MessageKind.Hello:
                Hear(envelope.Origin, payload);
                return true;
            case MessageKind.Handshake:
                return Segment is null || TakeHandshake(envelope.Origin, payload);
            case MessageKind.Frames or MessageKind.Receipt or MessageKind.Probe or MessageKind.ProbeAnswer when envelope.Sealed != (Segment is not null):
                counters.CountUnauthenticated();
                return true;
            case MessageKind.Frames:
                var sound = frames.Take(envelope.Origin, payload);
                Receipts?.Note(envelope, payload.Length);
                return sound;
            case MessageKind.Receipt:
                return TakeReceipt(envelope.Origin, payload);
            case MessageKind.Probe:
                return Prober?.TryAnswer(envelope, payload) != false || CountMalformed();
            case MessageKind.ProbeAnswer:
                return Prober?.TryTake(envelope.Origin, payload) != false || CountMalformed();
            default:
                return true;
        }
    }

    private bool TakeReceipt(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (!Receipt.TryRead(payload, out var receipt))
            return CountMalformed();
        Outbox?.Take(origin, receipt);
        return true;
    }

    private bool CountMalformed()
    {
        counters.CountDrop(DropReason.Malformed);
        return false;
    }

    private void Hear(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (Segment is not null && Hello.TryRead(payload, out var hello) && hello.Role == Hello.RelayRole && hello.Sealed == true && hello.KeyId == KeyId)
            Segment.Hear(origin);
    }

    private bool TakeHandshake(ulong origin, ReadOnlySpan<byte> payload)
    {
        switch (Segment!.Receive(origin, payload))
        {
            case HandshakeResult.Malformed:
                return CountMalformed();
            case HandshakeResult.Refused:
                // Not held against the link: it may carry what others have forged.
                counters.CountUnauthenticated();
                return true;
            case HandshakeResult.OverLimit:
                counters.CountHandshakeLimit();
                return true;
            default:
                return true;
        }
    }
}
