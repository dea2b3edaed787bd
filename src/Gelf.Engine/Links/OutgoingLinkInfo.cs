using System.Net;

namespace Gelf.Engine.Links;

/// <summary>A link that a relay or wire dials and keeps up.</summary>
/// <param name="RemoteEndPoint">The relay that is dialled.</param>
/// <param name="State">How it stands.</param>
/// <param name="Problem">Why the last attempt failed; null while all is well.</param>
public sealed record OutgoingLinkInfo(EndPoint RemoteEndPoint, OutgoingLinkState State, Exception? Problem);
