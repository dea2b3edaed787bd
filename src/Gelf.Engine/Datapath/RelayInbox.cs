using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// What a relay does with messages for itself. It refuses unsealed ones that should be sealed, and sealed ones that should not. Any thread
/// calls.
/// </summary>
/// <param name="tap">Takes frames.</param>
/// <param name="acks">Sends acks for the peers' frames.</param>
/// <param name="sender">Takes the acks of the peers.</param>
/// <param name="probes">Answers probes, and takes the answers to the relay's own.</param>
/// <param name="keys">The key exchange of a sealed segment; null in a plain one.</param>
/// <param name="keyId">The key id that a peer's hello must show for a handshake to make sense.</param>
/// <param name="counters">Counts refused messages.</param>
internal sealed class RelayInbox(
    TapWriter tap, AckSender acks, PeerSender sender, IProbes probes, KeyExchange? keys, string? keyId, RelayCounters counters) : IInbox
{
    public Opening TryOpen(in Envelope envelope, ReadOnlySpan<byte> message, Span<byte> payload)
    {
        if (keys is null)
            return Opening.NoKey;
        return message.Length < Envelope.Size + Envelope.TagSize ? Opening.Forged : keys.TryOpen(message, envelope, payload);
    }

    public void CountUnopened()
    {
        if (keys is null)
            counters.CountUnauthenticated();
        else
            counters.CountNoKey();
    }

    public void FlushAcks() => acks.FlushIdle();

    public bool Deliver(in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        switch (envelope.Kind)
        {
            case MessageKind.Hello:
                Hear(envelope.Origin, payload);
                return true;
            case MessageKind.Handshake:
                return keys is null || TakeHandshake(envelope.Origin, payload);
            case MessageKind.Frames or MessageKind.Ack or MessageKind.Probe or MessageKind.ProbeAnswer when envelope.Sealed != (keys is not null):
                counters.CountUnauthenticated();
                return true;
            case MessageKind.Frames:
                var sound = tap.Take(envelope.Origin, payload);
                acks.Note(envelope, payload.Length);
                return sound;
            case MessageKind.Ack:
                return TakeAck(envelope.Origin, payload);
            case MessageKind.Probe:
                return probes.TryAnswer(envelope, payload) || CountMalformed();
            case MessageKind.ProbeAnswer:
                return probes.TryTake(envelope.Origin, payload) || CountMalformed();
            default:
                return true;
        }
    }

    private bool TakeAck(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (!Ack.TryRead(payload, out var ack))
            return CountMalformed();
        sender.Take(origin, ack);
        return true;
    }

    private bool CountMalformed()
    {
        counters.CountDrop(DropReason.Malformed);
        return false;
    }

    private void Hear(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (keys is not null && Hello.TryRead(payload, out var hello) && hello.Role == Hello.RelayRole && hello.Sealed == true && hello.KeyId == keyId)
            keys.Hear(origin);
    }

    private bool TakeHandshake(ulong origin, ReadOnlySpan<byte> payload)
    {
        switch (keys!.Receive(origin, payload))
        {
            case HandshakeResult.Malformed:
                return CountMalformed();
            case HandshakeResult.Refused:
                // The link is not blamed: it may carry what others have forged.
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
