using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Relaying;

// What comes in over a link: opened, decided upon, forwarded, delivered.
internal sealed partial class Node
{
    private const int MalformedLimit = 16;
    private static readonly TimeSpan s_malformedMemory = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public void Receive(ILink link, MessageBuffer message)
    {
        if (Envelope.TryRead(message.Span, out var envelope) && envelope.Sealed && envelope.Origin != Id)
            ReceiveSealed(link, envelope, message);
        else if (Decide(link, message, isAuthentic: false) is { Drop: DropReason.None } verdict)
            Act(link, message, verdict, message.Span[Envelope.Size..]);
        FlushQueued();
    }

    /// <summary>
    /// What is sealed is opened before anything else is done with it: what a wire has forged is not forwarded, and marks no
    /// sequence number as seen, so that it cannot shut out the true message that comes over another wire.
    /// </summary>
    private void ReceiveSealed(ILink link, in Envelope envelope, MessageBuffer message)
    {
        var length = Math.Max(0, message.Length - Envelope.Size - SenderKey.TagSize);
        // Opened where it stands if nobody else is to read it.
        var opened = envelope.Target == Id ? message.Retain() : _pool.Rent(Envelope.Size + length);
        var payload = opened.Array.AsSpan(Envelope.Size, length);
        switch (_owner.TryOpen(envelope, message.Span, payload))
        {
            case Opening.Opened:
                if (Decide(link, message, isAuthentic: true) is { Drop: DropReason.None } authentic)
                    Act(link, message, authentic, payload);
                break;
            case Opening.NoKey:
                if (Decide(link, message, isAuthentic: false) is { Drop: DropReason.None } unopened)
                    ActUnopened(message, unopened);
                break;
            case Opening.Replayed:
                NoteReceived(link);
                _counters.CountDrop(DropReason.Duplicate);
                break;
            default:
                NoteReceived(link);
                _counters.CountUnauthenticated();
                break;
        }
        opened.Release();
    }

    private Verdict? Decide(ILink link, MessageBuffer message, bool isAuthentic)
    {
        Verdict verdict;
        lock (_gate)
        {
            if (!_byLink.TryGetValue(link, out var attached))
            {
                _counters.CountLinkClosed();
                return null;
            }
            attached.LastReceived = _time.GetTimestamp();
            verdict = _switch.Receive(attached.Slot, message.Span, isAuthentic);
        }
        if (verdict.Drop != DropReason.None)
            _counters.CountDrop(verdict.Drop);
        if (verdict.Drop == DropReason.Malformed)
            NoteMalformed(link);
        return verdict;
    }

    private void Act(ILink link, MessageBuffer message, in Verdict verdict, ReadOnlySpan<byte> payload)
    {
        if (!verdict.Forward.IsEmpty)
            Forward(verdict, message);
        if (verdict.Deliver && !_owner.Deliver(verdict.Envelope, payload))
            NoteMalformed(link);
    }

    private void ActUnopened(MessageBuffer message, in Verdict verdict)
    {
        if (!verdict.Forward.IsEmpty)
            Forward(verdict, message);
        if (verdict.Deliver)
            _owner.CountUnopened();
    }

    private void NoteReceived(ILink link)
    {
        lock (_gate)
            if (_byLink.TryGetValue(link, out var attached))
                attached.LastReceived = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void ReceiveMalformed(ILink link)
    {
        _counters.CountDrop(DropReason.Malformed);
        NoteMalformed(link);
    }

    /// <inheritdoc/>
    public void Rest() => _owner.Rest();

    private void Forward(in Verdict verdict, MessageBuffer message)
    {
        Envelope.SetHops(message.Span, verdict.ForwardHops);
        _counters.CountForwarded();
        Send(verdict.Forward, message, IsUrgent(verdict.Envelope.Kind, message.Length));
        Flush(verdict.Forward);
    }

    private void NoteMalformed(ILink link)
    {
        lock (_gate)
        {
            if (!_byLink.TryGetValue(link, out var attached))
                return;
            if (attached.Malformed > 0 && _time.GetElapsedTime(attached.LastMalformed) > s_malformedMemory)
                attached.Malformed = 0;
            attached.LastMalformed = _time.GetTimestamp();
            if (++attached.Malformed < MalformedLimit)
                return;
        }
        link.Close(LinkCloseReason.Malformed);
    }
}
