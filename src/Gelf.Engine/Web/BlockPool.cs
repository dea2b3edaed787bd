using System.Buffers;
using System.Collections.Concurrent;

namespace Gelf.Engine.Web;

/// <summary>
/// The memory of Kestrel's connections, in blocks of one size. Small ones are enough for strangers; on a link over TLS, a message of
/// 256 KiB would take 64 system calls with blocks of 4 KiB, and as many buffers.
/// </summary>
/// <param name="blockSize">The bytes of each block.</param>
/// <param name="kept">How many free blocks it keeps.</param>
/// <param name="pinned">Whether they never move: good for those that live long, while many that come and go leave holes.</param>
internal sealed class BlockPool(int blockSize, int kept, bool pinned) : MemoryPool<byte>
{
    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => blockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, blockSize);
        if (!_free.TryDequeue(out var block))
            return new Block(this, GC.AllocateUninitializedArray<byte>(blockSize, pinned));
        Interlocked.Decrement(ref _kept);
        return block;
    }

    protected override void Dispose(bool disposing)
    {
        // Blocks are plain arrays; the garbage collector frees them with the pool.
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= kept)
            _free.Enqueue(block);
        else
            Interlocked.Decrement(ref _kept);
    }

    private sealed class Block(BlockPool pool, byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = bytes;

        public void Dispose() => pool.Return(this);
    }
}
