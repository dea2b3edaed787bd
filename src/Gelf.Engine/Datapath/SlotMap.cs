using System.Numerics;
using System.Security.Cryptography;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Values by a number other than 0, each in a slot that it keeps. Finding, adding and removing take the same time whatever the numbers are:
/// a secret spreads them, so that whoever makes them up cannot have many share a chain. The caller locks.
/// </summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="capacity">Values at most; a power of two.</param>
internal sealed class SlotMap<T>(int capacity) where T : struct
{
    /// <summary>No slot.</summary>
    internal const int None = -1;

    private const int FirstSize = 64;

    private readonly ulong _secret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
    private Slot[] _slots = [];
    private int[] _chains = []; // the first slot of each
    private int _shift;
    private int _used; // slots that were ever taken
    private int _free = None; // the first of those that were taken and are not any more

    private struct Slot
    {
        internal ulong Key;
        internal int Next;
        internal T Value;
    }

    /// <summary>How many values there are.</summary>
    internal int Count { get; private set; }

    /// <summary>The value in a slot that is taken.</summary>
    internal ref T this[int slot] => ref _slots[slot].Value;

    /// <summary>The number whose value is in a slot that is taken.</summary>
    internal ulong KeyOf(int slot) => _slots[slot].Key;

    /// <summary>The slot of a number, or <see cref="None"/>.</summary>
    internal int Find(ulong key)
    {
        if (Count == 0)
            return None;
        var slots = _slots;
        var slot = _chains[ChainOf(key)];
        while ((uint)slot < (uint)slots.Length && slots[slot].Key != key) // as slot != None, but without a second check of the bounds
            slot = slots[slot].Next;
        return slot;
    }

    /// <summary>Takes a slot for a number that has none. There must be room.</summary>
    internal int Add(ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Count, capacity);
        if (_free == None && _used == _slots.Length)
            Grow();
        var slot = _free;
        if (slot == None)
            slot = _used++;
        else
            _free = _slots[slot].Next;
        _slots[slot] = new Slot { Key = key };
        Link(slot);
        Count++;
        return slot;
    }

    /// <summary>Frees a slot.</summary>
    internal void Remove(int slot)
    {
        ref var link = ref _chains[ChainOf(_slots[slot].Key)];
        while (link != slot)
            link = ref _slots[link].Next;
        link = _slots[slot].Next;
        _slots[slot] = new Slot { Next = _free };
        _free = slot;
        Count--;
    }

    /// <summary>All numbers and values, in no order.</summary>
    internal (ulong Key, T Value)[] ToArray()
    {
        var all = new (ulong, T)[Count];
        var at = 0;
        foreach (ref readonly var slot in _slots.AsSpan(0, _used))
            if (slot.Key != 0)
                all[at++] = (slot.Key, slot.Value);
        return all;
    }

    private void Grow()
    {
        Array.Resize(ref _slots, Math.Max(FirstSize, 2 * _slots.Length));
        _chains = new int[2 * _slots.Length];
        _chains.AsSpan().Fill(None);
        _shift = 64 - BitOperations.Log2((uint)_chains.Length);
        for (var slot = 0; slot < _used; slot++)
            Link(slot);
    }

    private void Link(int slot)
    {
        ref var first = ref _chains[ChainOf(_slots[slot].Key)];
        _slots[slot].Next = first;
        first = slot;
    }

    // The upper bits of a product with a random odd number are spread evenly, whatever the other factor is (multiply-shift hashing).
    private int ChainOf(ulong key) => (int)(key * _secret >> _shift);
}
