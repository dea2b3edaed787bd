using Gelf.Engine.Links;

namespace Gelf.Engine.Web.Transport;

/// <summary>A connection that becomes a link: its place among the strangers is free then, and a request may take over its socket.</summary>
internal interface IDetachableConnection
{
    /// <summary>The token was shown. False: the connection has had to give way before that.</summary>
    bool TryBecomeLink();

    /// <summary>
    /// Before the answer: nothing more is read for Kestrel. A client of WebSockets sends nothing before it has the answer
    /// (RFC 6455, section 4.1); what one has sent all the same is lost to it.
    /// </summary>
    void StopReceiving();

    /// <summary>
    /// After the answer: it has been sent, and the socket is the caller's alone until the request ends, which closes it. Null: the
    /// connection is closed already.
    /// </summary>
    Task<SocketStream?> DetachAsync();

    /// <summary>The link is over, or has not come about: the connection has the time that a stranger has to end.</summary>
    void EndLink();
}
