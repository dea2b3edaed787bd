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

    public void Deliver(in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        switch (envelope.Kind)
        {
            case MessageKind.Hello:
                Hear(envelope.Origin, payload);
                break;
            case MessageKind.Handshake:
                TakeHandshake(envelope.Origin, payload);
                break;
            case MessageKind.Frames or MessageKind.Ack or MessageKind.Probe or MessageKind.ProbeAnswer when envelope.Sealed != (keys is not null):
                counters.CountUnauthenticated();
                break;
            case MessageKind.Frames:
                tap.Take(envelope.Origin, payload);
                acks.Note(envelope, payload.Length);
                break;
            case MessageKind.Ack:
                TakeAck(envelope.Origin, payload);
                break;
            case MessageKind.Probe when !probes.TryAnswer(envelope, payload):
            case MessageKind.ProbeAnswer when !probes.TryTake(envelope.Origin, payload):
                counters.CountDrop(DropReason.Malformed);
                break;
        }
    }

    private void TakeAck(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (Ack.TryRead(payload, out var ack))
            sender.Take(origin, ack);
        else
            counters.CountDrop(DropReason.Malformed);
    }

    // The switch lets no hello pass that names this key and is not authentic.
    private void Hear(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (keys is not null && Hello.TryRead(payload, out var hello) && hello.Role == Hello.RelayRole && hello.Sealed == true && hello.KeyId == keyId)
            keys.Hear(origin);
    }

    private void TakeHandshake(ulong origin, ReadOnlySpan<byte> payload)
    {
        switch (keys?.Receive(origin, payload))
        {
            case HandshakeResult.Malformed:
                counters.CountDrop(DropReason.Malformed);
                break;
            case HandshakeResult.Refused:
                counters.CountUnauthenticated();
                break;
            case HandshakeResult.OverLimit:
                counters.CountHandshakeLimit();
                break;
        }
    }
}
