using Gelf.Engine.Links;

namespace Gelf.Engine.Web.Transport;

/// <summary>A connection whose socket a request may take over, once it has answered that it will.</summary>
internal interface IDetachableConnection
{
    /// <summary>
    /// Before the answer: nothing more is read for Kestrel. A client of WebSockets sends nothing before it has the answer
    /// (RFC 6455, section 4.1); what one has sent all the same is lost to it.
    /// </summary>
    void StopReceiving();

    /// <summary>After the answer: it has been sent, and the socket is the caller's alone until the request ends, which closes it.</summary>
    Task<SocketStream> DetachAsync();
}
