namespace Gelf.Engine.Buffers;

/// <summary>
/// A message in pooled, pinned memory, shared by all who send or deliver it. Who rents it owns one reference;
/// who keeps it longer than a call takes one of its own. The last one to release gives it back.
/// </summary>
internal sealed class MessageBuffer
{
    private readonly MessagePool? _pool;
    private int _references;

    internal MessageBuffer(MessagePool? pool, int capacity)
    {
        _pool = pool;
        Array = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
    }

    internal byte[] Array { get; }

    /// <summary>Bytes of the message.</summary>
    internal int Length { get; set; }

    internal int Capacity => Array.Length;

    /// <summary>Bytes that it counts as where what waits is bounded: a quarter of its memory at least, which a small one fills far less of.</summary>
    internal int Charge => Math.Max(Length, Capacity / 4);

    internal Span<byte> Span => Array.AsSpan(0, Length);

    internal ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    internal MessageBuffer Retain()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    internal void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left == 0)
            _pool?.Return(this);
        else if (left < 0)
            throw new InvalidOperationException("A message was released more often than retained.");
    }

    internal void Reset()
    {
        Length = 0;
        _references = 1;
    }
}
