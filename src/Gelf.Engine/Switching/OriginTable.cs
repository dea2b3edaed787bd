using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>The nodes that a node has heard of; at most <see cref="Capacity"/>, so that forged ones cannot fill the memory.</summary>
internal sealed class OriginTable(TimeProvider time)
{
    internal const int Capacity = MessageKinds.MaxLost;

    private readonly Dictionary<ulong, OriginEntry> _entries = [];

    internal Dictionary<ulong, OriginEntry>.ValueCollection All => _entries.Values;

    internal OriginEntry? Find(ulong id) => _entries.GetValueOrDefault(id);

    /// <summary>The entry of a node from which something has just come.</summary>
    internal OriginEntry Hear(ulong id, long now)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            if (_entries.Count >= Capacity)
                EvictOne();
            entry = new OriginEntry(id, time);
            _entries.Add(id, entry);
        }
        entry.LastHeard = now;
        return entry;
    }

    private void EvictOne()
    {
        OriginEntry? oldest = null;
        foreach (var entry in _entries.Values)
            if (oldest is null || Worth(entry).CompareTo(Worth(oldest)) < 0)
                oldest = entry;
        _entries.Remove(oldest!.Id);
    }

    // Anybody can make up the others. And who forgets an authentic word takes it for a new one when it is replayed.
    private static (bool, bool, long) Worth(OriginEntry entry) => (entry.IsAuthentic, entry.Reachable, entry.LastHeard);
}
