using Gelf.Engine.Devices;

namespace Gelf.Engine.Switching;

/// <summary>
/// Which peer has which MAC address: learned from the frames that come, forgotten after <see cref="MaxAge"/>,
/// moved when the address shows up elsewhere. Not safe for several threads at once.
/// </summary>
internal sealed class MacTable(TimeProvider time)
{
    /// <summary>How long an address is remembered without a frame from it.</summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(300);

    /// <summary>Addresses kept at most, so that a flood of made-up ones cannot fill the memory.</summary>
    internal const int Capacity = 16_384;

    private readonly Dictionary<ulong, Entry> _entries = [];

    private readonly record struct Entry(ulong Origin, long LearnedAt);

    internal int Count => _entries.Count;

    /// <summary>Notes that a frame from this address came from this peer.</summary>
    /// <returns>False: the table is full, and the address is left out.</returns>
    internal bool Learn(MacAddress address, ulong origin)
    {
        if (address.IsMulticast || address.Value == 0)
            return true;
        var now = time.GetTimestamp();
        if (_entries.Count >= Capacity && !_entries.ContainsKey(address.Value))
        {
            RemoveAged();
            if (_entries.Count >= Capacity)
                return false;
        }
        _entries[address.Value] = new Entry(origin, now);
        return true;
    }

    /// <summary>Notes that a frame from this address came from the own tap: it is here now.</summary>
    internal void LearnLocal(MacAddress address)
    {
        if (_entries.Count > 0)
            _entries.Remove(address.Value);
    }

    /// <summary>The peer that has the address, or <see cref="Protocol.Envelope.All"/>.</summary>
    internal ulong Find(MacAddress address) =>
        _entries.TryGetValue(address.Value, out var entry) && time.GetElapsedTime(entry.LearnedAt) < MaxAge ? entry.Origin : Protocol.Envelope.All;

    /// <summary>Forgets what a peer that is gone had.</summary>
    internal void Forget(ulong origin)
    {
        foreach (var (address, entry) in _entries)
            if (entry.Origin == origin)
                _entries.Remove(address);
    }

    /// <summary>Forgets what is too old.</summary>
    internal void RemoveAged()
    {
        foreach (var (address, entry) in _entries)
            if (time.GetElapsedTime(entry.LearnedAt) >= MaxAge)
                _entries.Remove(address);
    }

    /// <summary>What is known now.</summary>
    internal IReadOnlyList<(MacAddress Address, ulong Origin, TimeSpan Age)> Snapshot() =>
        [.. _entries.Select(e => (new MacAddress(e.Key), e.Value.Origin, time.GetElapsedTime(e.Value.LearnedAt))).Where(e => e.Item3 < MaxAge)];
}
