using System.Buffers;

namespace Gelf.Engine.Web.Transport;

/// <summary>The memory of one connection: small blocks as long as it is a stranger's, large ones for the messages of a link.</summary>
internal sealed class ConnectionMemory(MemoryPool<byte> small, MemoryPool<byte> large) : MemoryPool<byte>
{
    private volatile bool _isLink;

    public override int MaxBufferSize => large.MaxBufferSize;

    internal void BecomeLink() => _isLink = true;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => (_isLink || minBufferSize > small.MaxBufferSize ? large : small).Rent(minBufferSize);

    protected override void Dispose(bool disposing)
    {
        // The pools are those of all connections.
    }
}
