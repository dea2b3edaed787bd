using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Which peer has which MAC address: learned from the sources of frames, aged out after <see cref="MaxAge"/>, moved when the address shows
/// up elsewhere. In a full table, a new address takes the place of the oldest one of the peer that has most: who makes addresses up
/// forgets its own. Any thread may call.
/// </summary>
internal sealed class ForwardingTable
{
    /// <summary>How long an address is kept without a frame from it.</summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(300);

    /// <summary>Addresses kept at most, so that a flood of forged ones cannot fill the memory.</summary>
    internal const int Capacity = 16_384;

    // An address that was learnt so recently is not learnt again: most frames change nothing.
    private static readonly TimeSpan s_recent = TimeSpan.FromMilliseconds(100);

    private const int RemovedAtATime = 64;

    private readonly TimeProvider _time;
    private readonly long _maxAge;
    private readonly long _recent;
    private readonly Lock _gate = new();
    private readonly SlotMap<KnownAddress> _addresses = new(Capacity); // guarded by _gate, as is all below
    private readonly AddressShares _shares;
    private ulong _here; // the last address that sent from here, and is not behind a peer

    internal ForwardingTable(TimeProvider time)
    {
        _time = time;
        _maxAge = (long)(MaxAge.TotalSeconds * time.TimestampFrequency);
        _recent = (long)(s_recent.TotalSeconds * time.TimestampFrequency);
        _shares = new AddressShares(_addresses, Capacity);
    }

    /// <summary>
    /// The target of a frame from the own tap: a peer, or <see cref="Envelope.All"/>. Also notes that its sender is here.
    /// </summary>
    internal ulong TargetOf(ReadOnlySpan<byte> frame)
    {
        var destination = MacAddress.Read(frame);
        var source = MacAddress.Read(frame[MacAddress.Length..]);
        ulong origin;
        long learnedAt;
        lock (_gate)
        {
            if (source.Value != _here)
                NoteHere(source.Value);
            var slot = destination.IsMulticast ? SlotMap<KnownAddress>.None : _addresses.Find(destination.Value);
            if (slot == SlotMap<KnownAddress>.None)
                return Envelope.All;
            ref readonly var known = ref _addresses[slot];
            (origin, learnedAt) = (known.Origin, known.LearnedAt);
        }
        return _time.GetTimestamp() - learnedAt < _maxAge ? origin : Envelope.All;
    }

    /// <summary>Learns which peer a frame's sender is behind.</summary>
    internal void Learn(ReadOnlySpan<byte> frame, ulong origin)
    {
        var address = MacAddress.Read(frame[MacAddress.Length..]);
        if (address.IsMulticast || address.Value == 0)
            return;
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            var slot = _addresses.Find(address.Value);
            if (slot == SlotMap<KnownAddress>.None)
                slot = MakeRoom(address.Value);
            else if (IsRecent(_addresses[slot], origin, now))
                return;
            else
                _shares.Remove(slot);
            _addresses[slot] = new KnownAddress { Origin = origin, LearnedAt = now };
            _shares.Append(slot);
        }
    }

    /// <summary>Removes addresses that are too old, and those of peers that are gone.</summary>
    internal void Tidy(Func<ulong, bool> isPeer)
    {
        var now = _time.GetTimestamp();
        ulong[] origins;
        lock (_gate)
            origins = _shares.Origins();
        foreach (var origin in origins)
        {
            var learntUntil = isPeer(origin) ? now - _maxAge : now;
            while (RemoveOldest(origin, learntUntil))
            {
            }
        }
    }

    /// <summary>The addresses that are known now.</summary>
    internal IReadOnlyList<(MacAddress Address, ulong Origin, TimeSpan Age)> Snapshot()
    {
        (ulong Address, KnownAddress Known)[] all;
        lock (_gate)
            all = _addresses.ToArray();
        return [.. all.Select(e => (new MacAddress(e.Address), e.Known.Origin, _time.GetElapsedTime(e.Known.LearnedAt))).Where(e => e.Item3 < MaxAge)];
    }

    private bool IsRecent(in KnownAddress known, ulong origin, long now) => known.Origin == origin && now - known.LearnedAt < _recent;

    private void NoteHere(ulong address)
    {
        if (_addresses.Find(address) is not SlotMap<KnownAddress>.None and var slot)
            Remove(slot);
        _here = address;
    }

    private int MakeRoom(ulong address)
    {
        if (address == _here)
            _here = 0;
        if (_addresses.Count == Capacity)
            Remove(_shares.OldestOfLargest);
        return _addresses.Add(address);
    }

    /// <summary>Removes the oldest addresses behind a peer, few at a time, since frames wait for the lock. False: no more are that old.</summary>
    private bool RemoveOldest(ulong origin, long learntUntil)
    {
        lock (_gate)
        {
            for (var i = 0; i < RemovedAtATime; i++)
            {
                var slot = _shares.OldestOf(origin);
                if (slot == SlotMap<KnownAddress>.None || _addresses[slot].LearnedAt > learntUntil)
                    return false;
                Remove(slot);
            }
            return true;
        }
    }

    private void Remove(int slot)
    {
        _shares.Remove(slot);
        _addresses.Remove(slot);
    }
}
