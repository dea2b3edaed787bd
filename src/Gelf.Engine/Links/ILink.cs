using System.Net;
using Gelf.Engine.Buffers;

namespace Gelf.Engine.Links;

/// <summary>What carries messages to one other node and back. Messages that come in go to the link's <see cref="ILinkOwner"/>.</summary>
internal interface ILink
{
    /// <summary>The other end.</summary>
    EndPoint RemoteEndPoint { get; }

    /// <summary>Messages and bytes so far.</summary>
    LinkCounters Counters { get; }

    /// <summary>Queues a message; takes a reference of its own if it does. It goes out with the next flush.</summary>
    /// <param name="message">The message.</param>
    /// <param name="urgent">Whether it goes before frames; control messages do.</param>
    SendOutcome Send(MessageBuffer message, bool urgent);

    /// <summary>
    /// Sends what is queued, in the calling thread as far as the other end takes it at once. Not to be called under a lock that
    /// whoever receives takes.
    /// </summary>
    void Flush();

    /// <summary>Starts to close the link and says why to the other end. Returns at once; further calls do nothing.</summary>
    void Close(LinkCloseReason reason);
}

/// <summary>What became of a message that was to be sent on a link.</summary>
internal enum SendOutcome
{
    Queued,
    /// <summary>Too much waits already; the message was not taken.</summary>
    QueueFull,
    /// <summary>The link closes or is closed; the message was not taken.</summary>
    Closed,
}
