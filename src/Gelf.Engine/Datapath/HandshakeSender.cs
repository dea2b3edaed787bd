using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Engine.Datapath;

/// <summary>Sends the key exchange's messages to peers. Any thread calls.</summary>
internal sealed class HandshakeSender(LinkedSwitch linkedSwitch, MessagePool pool, RelayCounters counters) : IHandshakeOutput
{
    private bool _peersChanged;

    /// <summary>Whether a peer has got or lost keys since the last call.</summary>
    internal bool TakePeersChanged() => Interlocked.Exchange(ref _peersChanged, false);

    /// <inheritdoc/>
    public void SendHandshake(ulong peer, ReadOnlySpan<byte> payload)
    {
        var message = pool.Rent(Envelope.Size + payload.Length + Envelope.TagSize);
        message.Length = Envelope.Size + payload.Length;
        payload.CopyTo(message.Array.AsSpan(Envelope.Size));
        // Without a link it is lost, like any message; the retry schedule sends it again.
        var links = linkedSwitch.Originate(MessageKind.Handshake, 0, peer, message, null, out _);
        if (links.IsEmpty)
            counters.CountNoPeer();
        linkedSwitch.FlushSoon(links);
        message.Release();
    }

    /// <inheritdoc/>
    public void PeersChanged() => Volatile.Write(ref _peersChanged, true);
}
