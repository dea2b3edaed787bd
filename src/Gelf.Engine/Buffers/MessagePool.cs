using Gelf.Engine.Protocol;

namespace Gelf.Engine.Buffers;

/// <summary>
/// Messages for reuse, in a few sizes. What is held for later is bounded; what is in use is bounded by the queues. What is held is never
/// let go: made anew again and again, it would grow the heap by far more, since memory that is pinned is collected late.
/// </summary>
internal sealed class MessagePool
{
    /// <summary>Bytes of a message of frames at most, before it is sealed. Four super-frames of the usual 45 segments fit.</summary>
    internal const int BatchSize = 256 * 1024;

    /// <summary>Bytes of the memory of such a message, its seal included.</summary>
    internal const int BatchCapacity = BatchSize + 64;

    private readonly Shelf[] _shelves =
        [new(2 * 1024, 1024), new(16 * 1024, 256), new(72 * 1024, 96), new(BatchCapacity, 64), new(Envelope.MaxMessage, 4)];

    /// <summary>Messages of one size that are free. The one that was given back last is lent first: its memory is still in the caches.</summary>
    private sealed class Shelf(int capacity, int places)
    {
        private readonly Lock _gate = new();
        private readonly MessageBuffer?[] _free = new MessageBuffer[places];
        private int _count;

        internal int Capacity => capacity;

        internal MessageBuffer? TryTake()
        {
            lock (_gate)
            {
                if (_count == 0)
                    return null;
                var message = _free[--_count];
                _free[_count] = null;
                return message;
            }
        }

        internal void Put(MessageBuffer message)
        {
            lock (_gate)
                if (_count < places)
                    _free[_count++] = message;
        }
    }

    internal MessageBuffer Rent(int capacity)
    {
        var shelf = _shelves[IndexOf(capacity)];
        var message = shelf.TryTake() ?? new MessageBuffer(this, shelf.Capacity);
        message.Reset();
        return message;
    }

    /// <summary>Whether a message fills so little of its memory that a copy had better be kept instead.</summary>
    internal bool IsRoomy(MessageBuffer message) => _shelves[IndexOf(message.Length)].Capacity * 3 <= message.Capacity;

    /// <param name="bytes">What is copied.</param>
    /// <param name="spare">Bytes that may be added to it later.</param>
    internal MessageBuffer Copy(ReadOnlySpan<byte> bytes, int spare = 0)
    {
        var message = Rent(bytes.Length + spare);
        bytes.CopyTo(message.Array);
        message.Length = bytes.Length;
        return message;
    }

    internal void Return(MessageBuffer message) => _shelves[IndexOf(message.Capacity)].Put(message);

    private int IndexOf(int capacity)
    {
        for (var at = 0; at < _shelves.Length; at++)
            if (capacity <= _shelves[at].Capacity)
                return at;
        throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "No message is that long.");
    }
}
