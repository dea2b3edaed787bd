using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Engine.Datapath;

/// <summary>What a wire does with messages for itself: nothing. It has no tap and no key, and the switch has taken what it needs.</summary>
internal sealed class WireInbox : IInbox
{
    public Opening TryOpen(in Envelope envelope, ReadOnlySpan<byte> message, Span<byte> payload) => Opening.NoKey;

    public void CountUnopened()
    {
        // Not a drop: a wire carries messages that it cannot open.
    }

    public void Deliver(in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        // The switch has taken what it needs.
    }

    public void FlushAcks()
    {
        // A wire sends no acks.
    }
}
