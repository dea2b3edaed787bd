namespace Gelf.Engine.Protocol;

/// <summary>Which of an origin's latest sequence numbers have been seen: a bitmap that slides up with the highest.</summary>
internal sealed class ReplayWindow
{
    /// <summary>How far back it remembers; what is older counts as seen.</summary>
    internal const int Size = 8192;

    private readonly ulong[] _bits = new ulong[Size / 64];
    private ulong _highest;

    /// <summary>Marks the number. False: it was marked before, or is too old to know.</summary>
    internal bool TryMark(ulong sequence)
    {
        if (sequence > _highest)
        {
            ClearUpTo(sequence);
            _highest = sequence;
        }
        else if (_highest - sequence >= Size)
        {
            return false;
        }
        ref var word = ref _bits[sequence / 64 % (Size / 64)];
        var bit = 1UL << (int)(sequence % 64);
        if ((word & bit) != 0)
            return false;
        word |= bit;
        return true;
    }

    /// <summary>Whether the number was marked, or is too old to know. Marks nothing.</summary>
    internal bool IsMarked(ulong sequence) =>
        sequence <= _highest && (_highest - sequence >= Size || (_bits[sequence / 64 % (Size / 64)] >> (int)(sequence % 64) & 1) != 0);

    /// <summary>Forgets all.</summary>
    internal void Clear()
    {
        Array.Clear(_bits);
        _highest = 0;
    }

    private void ClearUpTo(ulong sequence)
    {
        if (sequence - _highest >= Size)
        {
            Array.Clear(_bits);
            return;
        }
        // Whole words where possible: a jump of thousands costs a hundred steps, not thousands.
        for (var next = _highest + 1; next <= sequence;)
        {
            if (next % 64 == 0 && sequence - next >= 63)
            {
                _bits[next / 64 % (Size / 64)] = 0;
                next += 64;
            }
            else
            {
                _bits[next / 64 % (Size / 64)] &= ~(1UL << (int)(next % 64));
                next++;
            }
        }
    }
}
