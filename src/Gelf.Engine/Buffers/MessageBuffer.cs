namespace Gelf.Engine.Buffers;

/// <summary>
/// A message in pooled, pinned memory, shared by those that send or deliver it. Renting gives one reference; to keep the message longer
/// than a call, take another one. When the last reference is released, the buffer returns to the pool.
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

    /// <summary>Bytes charged against queue limits: its length, but at least a quarter of its buffer.</summary>
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
