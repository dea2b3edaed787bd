using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Engine.Datapath;

/// <summary>What a node does with messages for itself: a relay has a tap, a wire has nothing.</summary>
internal interface IInbox
{
    /// <summary>Opens a sealed message, whatever its target.</summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="message">The whole message.</param>
    /// <param name="payload">Takes the payload, which is 16 bytes shorter than in the message. It may be in place.</param>
    Opening TryOpen(in Envelope envelope, ReadOnlySpan<byte> message, Span<byte> payload);

    /// <summary>Counts a message for this node that could not be opened, because there is no key.</summary>
    void CountUnopened();

    /// <summary>Takes a message, or counts why it does not.</summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="payload">Its payload; if it was sealed, as opened.</param>
    void Deliver(in Envelope envelope, ReadOnlySpan<byte> payload);

    /// <summary>Sends delayed acks: a link is idle, or has been busy for 2 ms.</summary>
    void FlushAcks();
}
