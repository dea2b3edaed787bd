using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Gelf.Engine.Web;

/// <summary>
/// The memory of Kestrel's connections, in blocks of 128 KiB. With Kestrel's own blocks of 4 KiB, a message of 256 KiB takes 64
/// system calls, and as many buffers.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockSize = 128 * 1024;
    private const int Kept = 32;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_free.TryDequeue(out var block))
            return new Block(this);
        Interlocked.Decrement(ref _kept);
        return block;
    }

    protected override void Dispose(bool disposing)
    {
        // Blocks are plain arrays; the garbage collector frees them with the pool.
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= Kept)
            _free.Enqueue(block);
        else
            Interlocked.Decrement(ref _kept);
    }

    /// <summary>Makes the pools that Kestrel asks for.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options) => new BlockPool();
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        // Pinned, since the kernel reads and writes it.
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.Return(this);
    }
}
