using Gelf.Engine.Snapshots;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// A wire's counters since its start, at one moment. A wire has no tap: it counts messages, each of which may carry many
/// frames. Nothing is dropped without being counted in one of the Dropped… properties.
/// </summary>
public sealed class GelfWireStats : ICounters
{
    internal GelfWireStats(string wire, DateTimeOffset time, RelayStats stats)
    {
        Wire = wire;
        Time = time;
        Peers = stats.Peers;
        Links = stats.Links;
        MessagesSent = stats.MessagesSent;
        MessagesReceived = stats.MessagesReceived;
        BytesSent = stats.BytesSent;
        BytesReceived = stats.BytesReceived;
        MessagesForwarded = stats.MessagesForwarded;
        Duplicates = stats.Duplicates;
        Faults = stats.Faults;
        DroppedMalformed = stats.DroppedMalformed;
        DroppedQueueFull = stats.DroppedQueueFull;
        DroppedLinkClosed = stats.DroppedLinkClosed;
        DroppedNoRoute = stats.DroppedNoRoute;
        DroppedHopsExceeded = stats.DroppedHopsExceeded;
        DroppedOwn = stats.DroppedOwn;
        DroppedNoPeer = stats.DroppedNoPeer;
    }

    /// <summary>The wire's name.</summary>
    public string Wire { get; }

    /// <summary>When the counters were read.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Relays that can be reached.</summary>
    public int Peers { get; }

    /// <summary>Links that are open.</summary>
    public int Links { get; }

    /// <summary>Messages sent on all links, forwarded ones included.</summary>
    public long MessagesSent { get; }

    /// <summary>Messages received on all links.</summary>
    public long MessagesReceived { get; }

    /// <summary>Bytes of the messages sent.</summary>
    public long BytesSent { get; }

    /// <summary>Bytes of the messages received.</summary>
    public long BytesReceived { get; }

    /// <summary>Messages sent a second since the reading before; null without one, as in all that follow with PerSecond.</summary>
    public double? MessagesSentPerSecond { get; private set; }

    /// <summary>Messages received a second since the reading before.</summary>
    public double? MessagesReceivedPerSecond { get; private set; }

    /// <summary>Bits of the messages sent a second since the reading before.</summary>
    public long? BitsSentPerSecond { get; private set; }

    /// <summary>Bits of the messages received a second since the reading before.</summary>
    public long? BitsReceivedPerSecond { get; private set; }

    /// <summary>Messages forwarded from one link to others.</summary>
    public long MessagesForwarded { get; }

    /// <summary>Copies of messages that had come before.</summary>
    public long Duplicates { get; }

    /// <summary>Exceptions that nobody expected: faults of Gelf. The log has them (-Verbose, -Debug).</summary>
    public long Faults { get; }

    /// <summary>Everything that was dropped: the sum of what follows.</summary>
    public long Dropped =>
        DroppedMalformed + DroppedQueueFull + DroppedLinkClosed + DroppedNoRoute + DroppedHopsExceeded + DroppedOwn + DroppedNoPeer;

    /// <summary>Messages that did not parse.</summary>
    public long DroppedMalformed { get; }

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

    /// <summary>Own messages for which there was no usable link.</summary>
    public long DroppedNoPeer { get; }

    void ICounters.SetRates(ICounters before, TimeSpan elapsed)
    {
        var earlier = (GelfWireStats)before;
        MessagesSentPerSecond = Rate.Of(earlier.MessagesSent, MessagesSent, elapsed);
        MessagesReceivedPerSecond = Rate.Of(earlier.MessagesReceived, MessagesReceived, elapsed);
        BitsSentPerSecond = Rate.OfBits(earlier.BytesSent, BytesSent, elapsed);
        BitsReceivedPerSecond = Rate.OfBits(earlier.BytesReceived, BytesReceived, elapsed);
    }
}
