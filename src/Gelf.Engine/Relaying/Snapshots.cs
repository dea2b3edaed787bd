using System.Net;
using Gelf.Engine.Devices;

namespace Gelf.Engine.Relaying;

/// <summary>Another relay of the segment, as this one sees it now.</summary>
/// <param name="Id">The peer's id, random for each start.</param>
/// <param name="Name">What it calls itself; not authenticated.</param>
/// <param name="Tap">The name of its tap.</param>
/// <param name="MacAddress">Its tap's MAC address, as its hello says.</param>
/// <param name="Mtu">Its tap's MTU in bytes.</param>
/// <param name="Hops">How many links lie between: 1 for a direct link, 2 for one wire.</param>
/// <param name="Links">The ids of the links that lead to it on equally short paths.</param>
/// <param name="LastHeard">When its latest hello came.</param>
/// <param name="KeyId">The fingerprint of its key, if it is sealed; not authenticated.</param>
/// <param name="State">Whether frames go to and fro, and why not if they do not.</param>
public sealed record PeerInfo(
    ulong Id, string Name, string? Tap, MacAddress? MacAddress, int? Mtu, int Hops, IReadOnlyList<int> Links, DateTimeOffset LastHeard, string? KeyId,
    PeerState State);

/// <summary>How a relay stands to another one.</summary>
public enum PeerState
{
    /// <summary>Frames go to and fro.</summary>
    Connected,
    /// <summary>Both are sealed with the same key, and agree on keys for what they send.</summary>
    Handshake,
    /// <summary>The peer is sealed with another key.</summary>
    OtherKey,
    /// <summary>The peer is sealed, this relay is not.</summary>
    PeerIsSealed,
    /// <summary>This relay is sealed, the peer is not.</summary>
    PeerIsPlain,
}

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

/// <summary>A link that a relay or wire dials and keeps up.</summary>
/// <param name="RemoteEndPoint">The relay that is dialled.</param>
/// <param name="State">How it stands.</param>
/// <param name="Problem">Why the last attempt failed, in words; null while all is well.</param>
public sealed record OutgoingLinkInfo(EndPoint RemoteEndPoint, OutgoingLinkState State, string? Problem);

/// <summary>A MAC address that was seen behind a peer.</summary>
/// <param name="MacAddress">The address.</param>
/// <param name="PeerId">The peer's id.</param>
/// <param name="PeerName">What the peer calls itself; null while it cannot be reached.</param>
/// <param name="Age">How long ago its last frame came.</param>
public sealed record NeighborInfo(MacAddress MacAddress, ulong PeerId, string? PeerName, TimeSpan Age);

/// <summary>A relay's counters since its start. Sent is from the tap to the segment, received the other way.</summary>
public sealed record RelayStats
{
    /// <summary>Frames from the tap to the segment. A super-frame counts as one.</summary>
    public long FramesSent { get; init; }
    /// <summary>Frames from the segment to the tap.</summary>
    public long FramesReceived { get; init; }
    /// <summary>Bytes of frames sent; of a wire, which has no frames, those of its messages.</summary>
    public long BytesSent { get; init; }
    /// <summary>Bytes of frames received; of a wire, those of its messages.</summary>
    public long BytesReceived { get; init; }
    /// <summary>Messages sent on all links, forwarded ones included.</summary>
    public long MessagesSent { get; init; }
    /// <summary>Messages received on all links.</summary>
    public long MessagesReceived { get; init; }
    /// <summary>Messages forwarded from one link to others.</summary>
    public long MessagesForwarded { get; init; }
    /// <summary>Copies of messages that had come before.</summary>
    public long Duplicates { get; init; }
    /// <summary>Other relays that can be reached now.</summary>
    public int Peers { get; init; }
    /// <summary>Links that are open now.</summary>
    public int Links { get; init; }
    /// <summary>Messages that did not parse: envelope, records or control payload.</summary>
    public long DroppedMalformed { get; init; }
    /// <summary>Frames whose virtio-net header does not fit them.</summary>
    public long DroppedBadHeader { get; init; }
    /// <summary>Messages that are not what a relay with the key has sealed, and messages of a sealed segment in a plain one or the other way round.</summary>
    public long DroppedUnauthenticated { get; init; }
    /// <summary>Sealed messages with a key that this relay does not have: the handshake is not done, or the key is too old.</summary>
    public long DroppedNoKey { get; init; }
    /// <summary>Handshake messages over the limit of what is answered at a time.</summary>
    public long DroppedHandshakeLimit { get; init; }
    /// <summary>Probes of peers over the limit of what is answered in a second.</summary>
    public long DroppedProbeLimit { get; init; }
    /// <summary>Messages that had waited too long for a slow path, so that the senders slow down.</summary>
    public long DroppedAged { get; init; }
    /// <summary>Messages that a link's full queue, or the queues before a slow path, did not take.</summary>
    public long DroppedQueueFull { get; init; }
    /// <summary>Messages that waited on a link, or came for it or on it, when it closed.</summary>
    public long DroppedLinkClosed { get; init; }
    /// <summary>Messages with no link to go on by.</summary>
    public long DroppedNoRoute { get; init; }
    /// <summary>Messages that had been forwarded too often.</summary>
    public long DroppedHopsExceeded { get; init; }
    /// <summary>Own messages that came back.</summary>
    public long DroppedOwn { get; init; }
    /// <summary>Own messages, each a batch of frames from the tap or a part of a handshake, for which there was no usable link.</summary>
    public long DroppedNoPeer { get; init; }
    /// <summary>Frames that the tap did not take.</summary>
    public long DroppedTapRefused { get; init; }
}

/// <summary>What happened to a relay, in words for a person; never one per frame.</summary>
/// <param name="IsWarning">Whether somebody should look at it.</param>
/// <param name="Message">What happened.</param>
public sealed record RelayNotice(bool IsWarning, string Message);
