namespace Gelf.Engine.Links;

/// <summary>Messages and bytes of one link. Each number has one writer; readers may be a moment late.</summary>
internal sealed class LinkCounters
{
    private long _messagesSent;
    private long _bytesSent;
    private long _messagesReceived;
    private long _bytesReceived;
    private long _dropped;
    private long _leftOver;

    internal long MessagesSent => Volatile.Read(ref _messagesSent);
    internal long BytesSent => Volatile.Read(ref _bytesSent);
    internal long MessagesReceived => Volatile.Read(ref _messagesReceived);
    internal long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Messages that the link refused, and those that it took but did not send.</summary>
    internal long Dropped => Volatile.Read(ref _dropped) + LeftOver;

    /// <summary>Messages that the link took, but did not send before it closed. Final when the link has ended.</summary>
    internal long LeftOver => Volatile.Read(ref _leftOver);

    internal void CountSent(int bytes)
    {
        _messagesSent++;
        _bytesSent += bytes;
    }

    internal void CountReceived(int bytes)
    {
        _messagesReceived++;
        _bytesReceived += bytes;
    }

    internal void CountDropped() => Interlocked.Increment(ref _dropped);
    internal void CountLeftOver(int messages) => Interlocked.Add(ref _leftOver, messages);
}
