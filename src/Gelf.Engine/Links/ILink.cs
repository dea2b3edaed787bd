using System.Net;
using Gelf.Engine.Buffers;

namespace Gelf.Engine.Links;

/// <summary>Carries messages to one other node and back. Messages that come in go to the link's <see cref="ILinkOwner"/>.</summary>
internal interface ILink
{
    /// <summary>The other end.</summary>
    EndPoint RemoteEndPoint { get; }

    /// <summary>Messages and bytes so far.</summary>
    LinkCounters Counters { get; }

    /// <summary>Queues a message, with a reference of its own. The next flush sends it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="urgent">Whether it goes before frames, as control messages do.</param>
    SendOutcome Send(MessageBuffer message, bool urgent);

    /// <summary>
    /// Sends what is queued, in the calling thread as far as the other end takes it at once. The caller must not hold a lock that a
    /// receiving thread takes.
    /// </summary>
    void Flush();

    /// <summary>Starts to close the link, and tells the other end why. Returns at once; further calls do nothing.</summary>
    void Close(LinkCloseReason reason);
}

/// <summary>What became of a message for a link.</summary>
internal enum SendOutcome
{
    Queued,
    /// <summary>The queue is full; the message was not taken.</summary>
    QueueFull,
    /// <summary>The link is closing or closed; the message was not taken.</summary>
    Closed,
}
