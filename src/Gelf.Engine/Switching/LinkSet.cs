using System.Numerics;

namespace Gelf.Engine.Switching;

/// <summary>A set of a node's links, by slot: a node has at most 64, so a set is one word.</summary>
internal readonly record struct LinkSet(ulong Bits)
{
    /// <summary>Links that a node can have.</summary>
    internal const int Capacity = 64;

    internal static LinkSet None => default;
    internal static LinkSet Of(int slot) => new(1UL << slot);

    internal bool IsEmpty => Bits == 0;
    internal int Count => BitOperations.PopCount(Bits);
    internal bool Contains(int slot) => (Bits >> slot & 1) != 0;
    internal LinkSet With(int slot) => new(Bits | 1UL << slot);
    internal LinkSet With(LinkSet others) => new(Bits | others.Bits);
    internal LinkSet Without(int slot) => new(Bits & ~(1UL << slot));
    internal LinkSet Without(LinkSet others) => new(Bits & ~others.Bits);

    /// <summary>The link at this place in ascending order, modulo the number of links.</summary>
    internal int Pick(uint at)
    {
        var bits = Bits;
        for (var skip = at % (uint)Count; skip > 0; skip--)
            bits &= bits - 1;
        return BitOperations.TrailingZeroCount(bits);
    }

    public Enumerator GetEnumerator() => new(Bits);

    /// <summary>Slots in ascending order.</summary>
    internal struct Enumerator(ulong bits)
    {
        private ulong _rest = bits;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest == 0)
                return false;
            Current = BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
