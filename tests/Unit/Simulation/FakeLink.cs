using System.Net;
using Gelf.Engine.Buffers;
using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>One end of a link in memory: what is flushed waits in the segment's queue until the segment delivers it.</summary>
internal sealed class FakeLink(SimulatedSegment segment, ILinkOwner owner) : ILink
{
    private readonly Queue<byte[]> _waiting = new();

    internal ILinkOwner Owner { get; } = owner;
    internal FakeLink Other { get; set; } = null!;
    internal LinkCloseReason? ClosedBecause { get; private set; }

    /// <summary>Whether it takes nothing any more, as when the other end does not read.</summary>
    internal bool IsFull { get; set; }

    /// <summary>Looks at each message that is sent here, and whether it goes before frames.</summary>
    internal Action<byte[], bool>? Queued { get; set; }

    public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);
    public LinkCounters Counters { get; } = new();

    public SendOutcome Send(MessageBuffer message, bool urgent)
    {
        if (IsFull)
            return SendOutcome.QueueFull;
        Queued?.Invoke(message.Span.ToArray(), urgent);
        Counters.CountSent(message.Length);
        _waiting.Enqueue(message.Span.ToArray());
        return SendOutcome.Queued;
    }

    /// <summary>How often it was to send something that waited.</summary>
    internal int Flushes { get; private set; }

    public void Flush()
    {
        if (_waiting.Count > 0)
            Flushes++;
        while (_waiting.TryDequeue(out var message))
            segment.Enqueue(this, message);
    }

    public void Close(LinkCloseReason reason) => ClosedBecause ??= reason;
}
