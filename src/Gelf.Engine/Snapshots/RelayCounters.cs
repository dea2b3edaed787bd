using Gelf.Engine.Links;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Snapshots;

/// <summary>What a relay or wire has done and why it dropped what it dropped. Any thread counts.</summary>
internal sealed class RelayCounters
{
    private long _framesSent;
    private long _bytesSent;
    private long _framesReceived;
    private long _bytesReceived;
    private long _messagesForwarded;
    private long _badHeader;
    private long _unauthenticated;
    private long _noKey;
    private long _handshakeLimit;
    private long _probeLimit;
    private long _aged;
    private long _queueFull;
    private long _linkClosed;
    private long _noPeer;
    private long _tapRefused;
    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];

    internal void CountSent(int frameBytes)
    {
        Interlocked.Increment(ref _framesSent);
        Interlocked.Add(ref _bytesSent, frameBytes);
    }

    internal void CountReceived(int frameBytes)
    {
        Interlocked.Increment(ref _framesReceived);
        Interlocked.Add(ref _bytesReceived, frameBytes);
    }

    internal void CountForwarded() => Interlocked.Increment(ref _messagesForwarded);
    internal void CountBadHeader() => Interlocked.Increment(ref _badHeader);
    internal void CountUnauthenticated() => Interlocked.Increment(ref _unauthenticated);
    internal void CountNoKey() => Interlocked.Increment(ref _noKey);
    internal void CountHandshakeLimit() => Interlocked.Increment(ref _handshakeLimit);
    internal void CountProbeLimit() => Interlocked.Increment(ref _probeLimit);
    internal void CountQueueFull() => Interlocked.Increment(ref _queueFull);
    internal void CountAged() => Interlocked.Increment(ref _aged);
    internal void CountLinkClosed(long messages = 1) => Interlocked.Add(ref _linkClosed, messages);
    internal void CountNoPeer() => Interlocked.Increment(ref _noPeer);
    internal void CountTapRefused() => Interlocked.Increment(ref _tapRefused);
    internal void CountDrop(DropReason reason) => Interlocked.Increment(ref _drops[(int)reason]);

    /// <summary>Counts a message that a link did not take.</summary>
    internal void Count(SendOutcome outcome)
    {
        if (outcome == SendOutcome.QueueFull)
            Interlocked.Increment(ref _queueFull);
        else if (outcome == SendOutcome.Closed)
            CountLinkClosed();
    }

    internal RelayStats Snapshot() => new()
    {
        FramesSent = Volatile.Read(ref _framesSent),
        BytesSent = Volatile.Read(ref _bytesSent),
        FramesReceived = Volatile.Read(ref _framesReceived),
        BytesReceived = Volatile.Read(ref _bytesReceived),
        MessagesForwarded = Volatile.Read(ref _messagesForwarded),
        Duplicates = Drops(DropReason.Duplicate),
        DroppedMalformed = Drops(DropReason.Malformed),
        DroppedBadHeader = Volatile.Read(ref _badHeader),
        DroppedUnauthenticated = Volatile.Read(ref _unauthenticated) + Drops(DropReason.Unauthenticated),
        DroppedNoKey = Volatile.Read(ref _noKey),
        DroppedHandshakeLimit = Volatile.Read(ref _handshakeLimit),
        DroppedProbeLimit = Volatile.Read(ref _probeLimit),
        DroppedAged = Volatile.Read(ref _aged),
        DroppedQueueFull = Volatile.Read(ref _queueFull),
        DroppedLinkClosed = Volatile.Read(ref _linkClosed),
        DroppedNoRoute = Drops(DropReason.NoRoute),
        DroppedHopsExceeded = Drops(DropReason.HopsExceeded),
        DroppedOwn = Drops(DropReason.Own),
        DroppedNoPeer = Volatile.Read(ref _noPeer),
        DroppedTapRefused = Volatile.Read(ref _tapRefused),
    };

    private long Drops(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);
}
