using Gelf.Engine.Buffers;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// A relay or a wire as a node of the segment. It opens, forwards and delivers the messages that come in on links. Any thread may call.
/// </summary>
internal sealed class MessageReceiver(LinkedSwitch linkedSwitch, IInbox inbox, MessagePool pool, RelayCounters counters) : ILinkOwner
{
    /// <summary>Its switch and links.</summary>
    internal LinkedSwitch Switch { get; } = linkedSwitch;

    /// <inheritdoc/>
    public bool TryAttach(ILink link) => Switch.TryAttach(link);

    /// <inheritdoc/>
    public void Detach(ILink link) => Switch.Detach(link);

    /// <inheritdoc/>
    public void Receive(ILink link, MessageBuffer message)
    {
        var isAuthentic = false;
        if (Envelope.TryRead(message.Span, out var envelope))
        {
            if (envelope.Sealed && envelope.Origin != Switch.Id)
            {
                ReceiveSealed(link, envelope, message);
                Switch.FlushQueued();
                return;
            }
            isAuthentic = Switch.IsTagAuthentic(envelope, message.Span);
        }
        if (Switch.Decide(link, message, isAuthentic) is { Drop: DropReason.None } verdict)
            Act(message, verdict, envelope.PayloadOf(message.Span));
        Switch.FlushQueued();
    }

    /// <summary>
    /// A sealed message is opened first: a message that a wire has forged is not forwarded, and does not mark its sequence number as seen.
    /// Else it would shut out the true message, which comes over another wire.
    /// </summary>
    private void ReceiveSealed(ILink link, in Envelope envelope, MessageBuffer message)
    {
        var length = Math.Max(0, message.Length - Envelope.Size - Envelope.TagSize);
        // In place, if it is for nobody else.
        var opened = envelope.Target == Switch.Id ? message.Retain() : pool.Rent(Envelope.Size + length);
        var payload = opened.Array.AsSpan(Envelope.Size, length);
        switch (inbox.TryOpen(envelope, message.Span, payload))
        {
            case Opening.Opened:
                if (Switch.Decide(link, message, isAuthentic: true) is { Drop: DropReason.None } authentic)
                    Act(message, authentic, payload);
                break;
            case Opening.NoKey:
                if (Switch.Decide(link, message, isAuthentic: false) is { Drop: DropReason.None } unopened)
                    ActUnopened(message, unopened);
                break;
            case Opening.OtherEpoch:
                Switch.NoteReceived(link);
                inbox.CountUnopened();
                break;
            case Opening.Replayed:
                Switch.NoteReceived(link);
                counters.CountDrop(DropReason.Duplicate);
                break;
            default:
                Switch.NoteReceived(link);
                counters.CountUnauthenticated();
                break;
        }
        opened.Release();
    }

    // What only the target can check is nothing to blame the link for: its other end could not know.
    private void Act(MessageBuffer message, in Verdict verdict, ReadOnlySpan<byte> payload)
    {
        if (!verdict.Forward.IsEmpty)
            Switch.Forward(verdict, message);
        if (verdict.Deliver)
            inbox.Deliver(verdict.Envelope, payload);
    }

    private void ActUnopened(MessageBuffer message, in Verdict verdict)
    {
        if (!verdict.Forward.IsEmpty)
            Switch.Forward(verdict, message);
        if (verdict.Deliver)
            inbox.CountUnopened();
    }

    /// <inheritdoc/>
    public void ReceiveMalformed(ILink link)
    {
        counters.CountDrop(DropReason.Malformed);
        Switch.NoteMalformed(link);
    }

    /// <inheritdoc/>
    public void FlushAcks() => inbox.FlushAcks();
}
