using System.Collections.Concurrent;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Links;

/// <summary>
/// Messages for reuse, in a few sizes. What is held for later is bounded; what is in use is bounded by the queues.
/// </summary>
internal sealed class MessagePool
{
    /// <summary>A batch of frames is closed at this size.</summary>
    internal const int BatchSize = 256 * 1024;

    /// <summary>A message into which a batch is read: it may run over by one record.</summary>
    internal const int BatchCapacity = Envelope.Size + BatchSize + FrameRecords.MaxRecord + 64;

    private static readonly (int Capacity, int Kept)[] s_sizes =
        [(2 * 1024, 1024), (16 * 1024, 256), (72 * 1024, 128), (BatchCapacity, 48), (Envelope.MaxMessage, 4)];

    private readonly ConcurrentQueue<MessageBuffer>[] _free = [.. s_sizes.Select(_ => new ConcurrentQueue<MessageBuffer>())];
    private readonly int[] _kept = new int[s_sizes.Length];

    internal MessageBuffer Rent(int capacity)
    {
        var at = IndexOf(capacity);
        if (_free[at].TryDequeue(out var message))
            Interlocked.Decrement(ref _kept[at]);
        else
            message = new MessageBuffer(this, s_sizes[at].Capacity);
        message.Reset();
        return message;
    }

    /// <summary>Whether a message fills so little of its memory that a copy had better be kept instead.</summary>
    internal static bool IsRoomy(MessageBuffer message) => s_sizes[IndexOf(message.Length)].Capacity * 4 <= message.Capacity;

    /// <param name="bytes">What is copied.</param>
    /// <param name="spare">Bytes that may be added to it later.</param>
    internal MessageBuffer Copy(ReadOnlySpan<byte> bytes, int spare = 0)
    {
        var message = Rent(bytes.Length + spare);
        bytes.CopyTo(message.Array);
        message.Length = bytes.Length;
        return message;
    }

    internal void Return(MessageBuffer message)
    {
        var at = IndexOf(message.Capacity);
        if (Interlocked.Increment(ref _kept[at]) <= s_sizes[at].Kept)
            _free[at].Enqueue(message);
        else
            Interlocked.Decrement(ref _kept[at]);
    }

    private static int IndexOf(int capacity)
    {
        for (var at = 0; at < s_sizes.Length; at++)
            if (capacity <= s_sizes[at].Capacity)
                return at;
        throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "No message is that long.");
    }
}
