using Gelf.Engine.Protocol;

namespace Gelf.Engine.Buffers;

/// <summary>A message to which frames can be added. A TCP segment that follows the last one is joined to it.</summary>
/// <param name="message">The message; its first bytes are free for the envelope.</param>
internal struct Batch(MessageBuffer message)
{
    private int _lastRecord = FindLastRecord(message);

    internal MessageBuffer Message { get; private set; } = message;

    internal readonly bool IsEmpty => Message.Length == Envelope.Size;

    /// <summary>Adds a record, for which there must be room. It may be in its place already.</summary>
    internal void Add(Span<byte> record)
    {
        var free = Message.Array.AsSpan(Message.Length);
        if (!IsEmpty && TcpSegment.TryRead(record, out var next) && TcpSegment.TryRead(Message.Array.AsSpan(_lastRecord, Message.Length - _lastRecord), out var last)
            && last.Join(next, free) is > 0 and var added)
        {
            Message.Length += added;
            return;
        }
        record.CopyTo(free);
        _lastRecord = Message.Length;
        Message.Length += record.Length;
    }

    /// <summary>Adds all records of a message, for which there must be room.</summary>
    internal void AddAll(MessageBuffer message)
    {
        for (var at = Envelope.Size; at < message.Length;)
        {
            var length = FrameRecords.LengthOf(message.Span[at..]);
            Add(message.Span.Slice(at, length));
            at += length;
        }
    }

    /// <summary>Moves the records to a larger message.</summary>
    internal void MoveTo(MessageBuffer larger)
    {
        Message.Span.CopyTo(larger.Array);
        larger.Length = Message.Length;
        Message.Release();
        Message = larger;
    }

    private static int FindLastRecord(MessageBuffer message)
    {
        var last = Envelope.Size;
        for (var at = last; at < message.Length; at += FrameRecords.LengthOf(message.Span[at..]))
            last = at;
        return last;
    }
}
