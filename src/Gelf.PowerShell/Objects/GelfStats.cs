using Gelf.Engine.Snapshots;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// A relay's counters since its start, at one moment. Sent is from the tap to the segment, received the other way.
/// Nothing is dropped without being counted in one of the Dropped… properties.
/// </summary>
public sealed class GelfStats : ICounters
{
    internal GelfStats(string relay, GelfTap tap, DateTimeOffset time, RelayStats stats)
    {
        Relay = relay;
        InterfaceAlias = tap.InterfaceAlias;
        InterfaceIndex = tap.InterfaceIndex;
        Time = time;
        Peers = stats.Peers;
        Links = stats.Links;
        FramesSent = stats.FramesSent;
        FramesReceived = stats.FramesReceived;
        BytesSent = stats.BytesSent;
        BytesReceived = stats.BytesReceived;
        MessagesSent = stats.MessagesSent;
        MessagesReceived = stats.MessagesReceived;
        MessagesForwarded = stats.MessagesForwarded;
        Duplicates = stats.Duplicates;
        Faults = stats.Faults;
        DroppedMalformed = stats.DroppedMalformed;
        DroppedBadHeader = stats.DroppedBadHeader;
        DroppedUnauthenticated = stats.DroppedUnauthenticated;
        DroppedNoKey = stats.DroppedNoKey;
        DroppedHandshakeLimit = stats.DroppedHandshakeLimit;
        DroppedProbeLimit = stats.DroppedProbeLimit;
        DroppedAged = stats.DroppedAged;
        DroppedQueueFull = stats.DroppedQueueFull;
        DroppedLinkClosed = stats.DroppedLinkClosed;
        DroppedNoRoute = stats.DroppedNoRoute;
        DroppedHopsExceeded = stats.DroppedHopsExceeded;
        DroppedOwn = stats.DroppedOwn;
        DroppedNoPeer = stats.DroppedNoPeer;
        DroppedTapRefused = stats.DroppedTapRefused;
    }

    /// <summary>The relay's name.</summary>
    public string Relay { get; }

    /// <summary>The name of its tap.</summary>
    public string InterfaceAlias { get; }

    /// <summary>The interface number of its tap.</summary>
    public uint InterfaceIndex { get; }

    /// <summary>When the counters were read.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Other relays that can be reached.</summary>
    public int Peers { get; }

    /// <summary>Links that are open.</summary>
    public int Links { get; }

    /// <summary>Frames from the tap to the segment. A super-frame counts as one.</summary>
    public long FramesSent { get; }

    /// <summary>Frames from the segment to the tap.</summary>
    public long FramesReceived { get; }

    /// <summary>Bytes of the frames sent.</summary>
    public long BytesSent { get; }

    /// <summary>Bytes of the frames received.</summary>
    public long BytesReceived { get; }

    /// <summary>Frames sent a second since the reading before; null without one, as in all that follow with PerSecond.</summary>
    public double? FramesSentPerSecond { get; private set; }

    /// <summary>Frames received a second since the reading before.</summary>
    public double? FramesReceivedPerSecond { get; private set; }

    /// <summary>Bits of the frames sent a second since the reading before.</summary>
    public long? BitsSentPerSecond { get; private set; }

    /// <summary>Bits of the frames received a second since the reading before.</summary>
    public long? BitsReceivedPerSecond { get; private set; }

    /// <summary>Messages sent on all links, forwarded ones included.</summary>
    public long MessagesSent { get; }

    /// <summary>Messages received on all links.</summary>
    public long MessagesReceived { get; }

    /// <summary>Messages forwarded from one link to others.</summary>
    public long MessagesForwarded { get; }

    /// <summary>Copies of messages that had come before.</summary>
    public long Duplicates { get; }

    /// <summary>Exceptions that nobody expected: faults of Gelf. The log has them (-Verbose, -Debug).</summary>
    public long Faults { get; }

    /// <summary>Everything that was dropped: the sum of what follows.</summary>
    public long Dropped =>
        DroppedMalformed + DroppedBadHeader + DroppedUnauthenticated + DroppedNoKey + DroppedHandshakeLimit + DroppedProbeLimit + DroppedAged + DroppedQueueFull + DroppedLinkClosed + DroppedNoRoute
        + DroppedHopsExceeded + DroppedOwn + DroppedNoPeer + DroppedTapRefused;

    /// <summary>Messages that did not parse.</summary>
    public long DroppedMalformed { get; }

    /// <summary>Frames whose virtio-net header does not fit them.</summary>
    public long DroppedBadHeader { get; }

    /// <summary>Messages that are not what a relay with the key has sealed, and messages of a sealed segment in a plain one or the other way round.</summary>
    public long DroppedUnauthenticated { get; }

    /// <summary>Sealed messages with a key that the relay does not have: the handshake is not done, or the key is too old.</summary>
    public long DroppedNoKey { get; }

    /// <summary>Handshake messages over the limit of what is answered at a time.</summary>
    public long DroppedHandshakeLimit { get; }

    /// <summary>Probes of peers (Test-GelfPath) over the limit of what is answered in a second.</summary>
    public long DroppedProbeLimit { get; }

    /// <summary>Messages that had waited too long for a slow path.</summary>
    public long DroppedAged { get; }

    /// <summary>Messages that a link's full queue did not take.</summary>
    public long DroppedQueueFull { get; }

    /// <summary>Messages that waited on a link, or came for it or on it, when it closed.</summary>
    public long DroppedLinkClosed { get; }

    /// <summary>Messages with no link to go on by.</summary>
    public long DroppedNoRoute { get; }

    /// <summary>Messages that had been forwarded too often.</summary>
    public long DroppedHopsExceeded { get; }

    /// <summary>Own messages that came back.</summary>
    public long DroppedOwn { get; }

    /// <summary>Own messages (batches of frames, mostly) for which there was no usable link.</summary>
    public long DroppedNoPeer { get; }

    /// <summary>Frames that the tap did not take.</summary>
    public long DroppedTapRefused { get; }

    void ICounters.SetRates(ICounters before, TimeSpan elapsed)
    {
        var earlier = (GelfStats)before;
        FramesSentPerSecond = Rate.Of(earlier.FramesSent, FramesSent, elapsed);
        FramesReceivedPerSecond = Rate.Of(earlier.FramesReceived, FramesReceived, elapsed);
        BitsSentPerSecond = Rate.OfBits(earlier.BytesSent, BytesSent, elapsed);
        BitsReceivedPerSecond = Rate.OfBits(earlier.BytesReceived, BytesReceived, elapsed);
    }
}
