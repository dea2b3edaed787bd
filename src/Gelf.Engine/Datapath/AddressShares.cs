namespace Gelf.Engine.Datapath;

/// <summary>What the forwarding table knows of an address.</summary>
internal struct KnownAddress
{
    /// <summary>The peer that it is behind.</summary>
    internal ulong Origin;

    /// <summary>When a frame from it came.</summary>
    internal long LearnedAt;
}

/// <summary>
/// Which peer has how much of a forwarding table, and in what order it showed up; also whose share is the largest. Each call takes the same
/// time, however many peers and addresses there are. The caller locks.
/// </summary>
internal sealed class AddressShares(SlotMap<KnownAddress> addresses, int capacity)
{
    private const int None = SlotMap<KnownAddress>.None;

    private readonly SlotMap<Share> _shares = new(capacity);

    // Shares by size, the largest first. Those of one size stand together, so one that grows or shrinks by one changes places with the
    // first or last of its size.
    private int[] _bySize = [];
    private int[] _atLeast = []; // how many shares have at least so many addresses

    // Beside each address, those of its share that showed up before and after it. Not in its slot, which is read for each frame.
    private (int Older, int Newer)[] _beside = [];

    private struct Share
    {
        internal int Size;
        internal int Place;
        internal int Oldest;
        internal int Newest;
    }

    /// <summary>The oldest address behind this peer.</summary>
    internal int OldestOf(ulong origin) => _shares.Find(origin) is not None and var share ? _shares[share].Oldest : None;

    /// <summary>The oldest address of the largest share; there must be one.</summary>
    internal int OldestOfLargest => _shares[_bySize[0]].Oldest;

    /// <summary>The peers that addresses are behind.</summary>
    internal ulong[] Origins() => [.. _shares.ToArray().Select(share => share.Key)];

    /// <summary>Adds an address to the share of its peer, as the newest.</summary>
    internal void Append(int address)
    {
        var origin = addresses[address].Origin;
        var at = _shares.Find(origin);
        if (at == None)
            at = Open(origin);
        if (address >= _beside.Length)
            Array.Resize(ref _beside, Math.Max(64, 2 * address));
        ref var share = ref _shares[at];
        _beside[address] = (share.Newest, None);
        if (share.Newest == None)
            share.Oldest = address;
        else
            _beside[share.Newest].Newer = address;
        share.Newest = address;
        Grow(at);
    }

    /// <summary>Takes an address out of the share of its peer.</summary>
    internal void Remove(int address)
    {
        var at = _shares.Find(addresses[address].Origin);
        ref var share = ref _shares[at];
        var (older, newer) = _beside[address];
        if (older == None)
            share.Oldest = newer;
        else
            _beside[older].Newer = newer;
        if (newer == None)
            share.Newest = older;
        else
            _beside[newer].Older = older;
        Shrink(at);
        if (share.Size == 0)
            _shares.Remove(at); // the last by size
    }

    private int Open(ulong origin)
    {
        var share = _shares.Add(origin);
        var place = _shares.Count - 1;
        if (place == _bySize.Length)
            Array.Resize(ref _bySize, Math.Max(16, 2 * place));
        _bySize[place] = share;
        _shares[share] = new Share { Place = place, Oldest = None, Newest = None };
        return share;
    }

    private void Grow(int share)
    {
        var size = ++_shares[share].Size;
        if (size >= _atLeast.Length)
            Array.Resize(ref _atLeast, Math.Max(16, 2 * size));
        Move(share, _atLeast[size]++);
    }

    private void Shrink(int share) => Move(share, --_atLeast[_shares[share].Size--]);

    private void Move(int share, int to)
    {
        var from = _shares[share].Place;
        var other = _bySize[to];
        (_bySize[from], _shares[other].Place) = (other, from);
        (_bySize[to], _shares[share].Place) = (share, to);
    }
}
