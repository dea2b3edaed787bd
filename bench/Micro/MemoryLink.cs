using System.Net;
using Gelf.Engine.Buffers;
using Gelf.Engine.Links;

namespace Gelf.Bench.Micro;

/// <summary>One end of a link in memory. What is sent waits until it is carried, and is copied on the way, as a socket does.</summary>
internal sealed class MemoryLink(MessagePool pool, ILinkOwner owner) : ILink
{
    private readonly Queue<MessageBuffer> _waiting = new();

    internal MemoryLink Other { get; set; } = null!;

    public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);
    public LinkCounters Counters { get; } = new();

    public SendOutcome Send(MessageBuffer message, bool urgent)
    {
        Counters.CountSent(message.Length);
        _waiting.Enqueue(message.Retain());
        return SendOutcome.Queued;
    }

    public void Flush()
    {
        // What is queued is on its way.
    }

    public void FlushLater() => Flush();

    public void Close(LinkCloseReason reason)
    {
    }

    /// <summary>Carries what waits to the other end. False: nothing waited.</summary>
    internal bool Carry()
    {
        if (!_waiting.TryDequeue(out var message))
            return false;
        var copy = pool.Copy(message.Span);
        message.Release();
        Other.Arrive(copy);
        return true;
    }

    private void Arrive(MessageBuffer message)
    {
        owner.Receive(this, message);
        message.Release();
    }
}
