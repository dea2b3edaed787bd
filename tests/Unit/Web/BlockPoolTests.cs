using System.Buffers;
using Gelf.Engine.Web;

namespace Gelf.Tests.Unit.Web;

public sealed class BlockPoolTests
{
    private const int Kept = 32;

    private readonly BlockPool _pool = new(128 * 1024, Kept, pinned: true);

    [Theory]
    [InlineData(-1), InlineData(1), InlineData(4_096), InlineData(128 * 1024)]
    public void Every_block_has_the_size_of_the_pool(int asked)
    {
        using var block = _pool.Rent(asked);

        Assert.Equal(128 * 1024, block.Memory.Length);
        Assert.Equal(128 * 1024, _pool.MaxBufferSize);
    }

    [Fact]
    public void More_than_a_block_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => _pool.Rent(128 * 1024 + 1));

    [Fact]
    public void A_block_that_was_given_back_is_lent_again()
    {
        var first = _pool.Rent();
        first.Dispose();

        Assert.Same(first, _pool.Rent());
        Assert.NotSame(first, _pool.Rent());
    }

    [Fact]
    public void No_more_blocks_are_held_than_there_is_room_for()
    {
        var before = Rent(Kept + 5);
        foreach (var block in before)
            block.Dispose();

        Assert.Equal(Kept, Rent(Kept + 5).Intersect(before).Count());
    }

    private IMemoryOwner<byte>[] Rent(int count) => [.. Enumerable.Range(0, count).Select(_ => _pool.Rent())];
}
