namespace Gelf.Engine.Switching;

/// <summary>The nodes that a node has heard of; at most <see cref="Capacity"/>, so that forged ones cannot fill the memory.</summary>
internal sealed class OriginTable
{
    internal const int Capacity = 1024;

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
            entry = new OriginEntry(id);
            _entries.Add(id, entry);
        }
        entry.LastHeard = now;
        return entry;
    }

    private void EvictOne()
    {
        OriginEntry? oldest = null;
        foreach (var entry in _entries.Values)
            if (oldest is null || (entry.Reachable, entry.LastHeard).CompareTo((oldest.Reachable, oldest.LastHeard)) < 0)
                oldest = entry;
        _entries.Remove(oldest!.Id);
    }
}
