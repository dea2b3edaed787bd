using System.Net;

namespace Gelf.Engine.Snapshots;

/// <summary>A link of a relay, as it is now.</summary>
/// <param name="Id">The link's number, unique within the relay.</param>
/// <param name="State">Open or Stalled.</param>
/// <param name="RemoteEndPoint">The other end.</param>
/// <param name="RemoteName">What the node at the other end calls itself, once its hello came; not authenticated.</param>
/// <param name="RemoteRole">"wire" or "relay", once its hello came.</param>
/// <param name="RoundTrip">The smoothed round trip to the node at the other end; null before the first echo.</param>
/// <param name="Since">When the link opened.</param>
/// <param name="MessagesSent">Messages sent on the link.</param>
/// <param name="MessagesReceived">Messages received on the link.</param>
/// <param name="BytesSent">Bytes of messages sent.</param>
/// <param name="BytesReceived">Bytes of messages received.</param>
/// <param name="Dropped">Messages that this link did not take, because its queue was full or because it closes.</param>
public sealed record LinkInfo(
    int Id, string State, EndPoint RemoteEndPoint, string? RemoteName, string? RemoteRole, TimeSpan? RoundTrip, DateTimeOffset Since,
    long MessagesSent, long MessagesReceived, long BytesSent, long BytesReceived, long Dropped);
