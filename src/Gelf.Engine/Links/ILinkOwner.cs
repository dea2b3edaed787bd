using Gelf.Engine.Buffers;

namespace Gelf.Engine.Links;

/// <summary>Takes messages that come in on links. A link calls it from its own loop, one message at a time.</summary>
internal interface ILinkOwner
{
    /// <summary>Takes a link in. False: there is no place for another one.</summary>
    bool TryAttach(ILink link);

    /// <summary>Removes a link.</summary>
    void Detach(ILink link);

    /// <summary>Takes a message. The link keeps its reference.</summary>
    void Receive(ILink link, MessageBuffer message);

    /// <summary>Notes that something came that is no message (text, or too long).</summary>
    void ReceiveMalformed(ILink link);

    /// <summary>Sends delayed acks: the link is idle, or has been busy for 2 ms.</summary>
    void FlushAcks();
}
