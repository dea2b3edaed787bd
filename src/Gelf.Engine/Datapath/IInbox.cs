using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Engine.Datapath;

/// <summary>What a node does with the messages that are for itself: a relay has a tap, a wire has nothing.</summary>
internal interface IInbox
{
    /// <summary>Opens a sealed message, whoever it is for.</summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="message">All of it.</param>
    /// <param name="payload">Where the payload goes; it may be where it stands. 16 bytes shorter than there.</param>
    Opening TryOpen(in Envelope envelope, ReadOnlySpan<byte> message, Span<byte> payload);

    /// <summary>Counts a message that was for this node, and could not be opened for want of a key.</summary>
    void CountUnopened();

    /// <summary>Takes a message. False: it is not what the link's other end should send; it has been counted.</summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="payload">Its payload, opened if it was sealed.</param>
    bool Deliver(in Envelope envelope, ReadOnlySpan<byte> payload);

    /// <summary>Sends delayed acks: a link is idle, or has been busy for 2 ms.</summary>
    void FlushAcks();
}
