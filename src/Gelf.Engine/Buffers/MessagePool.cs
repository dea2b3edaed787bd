using Gelf.Engine.Protocol;

namespace Gelf.Engine.Buffers;

/// <summary>
/// A pool of messages in a few sizes. The pool is bounded, and the queues bound what is in use. Free messages are never given to the
/// garbage collector: it collects pinned memory late, so that new ones would grow the heap by far more.
/// </summary>
internal sealed class MessagePool
{
    /// <summary>Bytes of a message of frames at most, without its seal. Four super-frames of the usual 45 segments fit.</summary>
    internal const int BatchSize = 256 * 1024;

    /// <summary>Bytes of the buffer of such a message, with its seal.</summary>
    internal const int BatchCapacity = BatchSize + 64;

    private readonly Shelf[] _shelves =
        [new(2 * 1024, 1024), new(16 * 1024, 256), new(72 * 1024, 96), new(BatchCapacity, 64), new(Envelope.MaxMessage, 4)];

    /// <summary>The free messages of one size, last in, first out: the CPU's caches still hold what came last.</summary>
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

    /// <summary>Whether a message fills so little of its buffer that keeping a copy is better.</summary>
    internal bool IsRoomy(MessageBuffer message) => _shelves[IndexOf(message.Length)].Capacity * 3 <= message.Capacity;

    /// <param name="bytes">The bytes to copy.</param>
    /// <param name="spare">Bytes that may be added later.</param>
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
