using Gelf.Engine.Links;

namespace Gelf.Engine.Pacing;

/// <summary>The messages of one flow that wait, and how long they have (the idea of CoDel, RFC 8289). Guarded by its owner's lock.</summary>
internal sealed class FlowQueue(TimeProvider time)
{
    // Longer than the 5 ms of a single queue: each flow waits for the turns of the others, and short flows go first anyway.
    private static readonly TimeSpan s_target = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Queue<Waiting> _messages = new();
    private Waiting? _tail;
    private long? _tooLongSince;
    private long _nextDrop;
    private int _drops;

    private sealed class Waiting(MessageBuffer message, uint flow, long since)
    {
        internal uint Flow { get; } = flow;
        internal MessageBuffer Message { get; } = message;
        internal long Since { get; } = since;
    }

    /// <summary>Bytes that the flow may send in this turn.</summary>
    internal int Deficit { get; set; }

    internal int Bytes { get; private set; }

    internal bool IsEmpty => _messages.Count == 0;

    /// <summary>The message at the end, if it is of this very flow: others may share the queue, but not a message.</summary>
    internal MessageBuffer? TailOf(uint flow) => _tail?.Flow == flow ? _tail.Message : null;

    internal void Add(MessageBuffer message, uint flow)
    {
        _tail = new Waiting(message, flow, time.GetTimestamp());
        _messages.Enqueue(_tail);
        Bytes += message.Length;
    }

    internal void NoteGrown(int bytes) => Bytes += bytes;

    /// <summary>The next message. When messages have waited too long for a while, some are dropped before it.</summary>
    internal MessageBuffer? Take(Action<MessageBuffer> drop, out uint flow)
    {
        while (_messages.TryDequeue(out var next))
        {
            if (next == _tail)
                _tail = null;
            Bytes -= next.Message.Length;
            flow = next.Flow;
            if (!IsToBeDropped(next))
                return next.Message;
            drop(next.Message);
        }
        flow = 0;
        return null;
    }

    private bool IsToBeDropped(Waiting next)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(next.Since, now) < s_target || _messages.Count == 0)
        {
            _tooLongSince = null;
            _drops = 0;
            return false;
        }
        if (_tooLongSince is null)
        {
            _tooLongSince = now;
            _nextDrop = now + Ticks(s_interval);
            return false;
        }
        if (now < _nextDrop)
            return false;
        _drops++;
        _nextDrop = now + Ticks(s_interval / Math.Sqrt(_drops));
        return true;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
