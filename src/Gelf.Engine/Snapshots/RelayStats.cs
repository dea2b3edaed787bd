namespace Gelf.Engine.Snapshots;

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
    /// <summary>Exceptions that nobody expected: faults of Gelf. The log has them.</summary>
    public long Faults { get; init; }
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
