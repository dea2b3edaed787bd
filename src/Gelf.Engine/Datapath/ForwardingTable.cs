using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Which peer has which MAC address: learned from the sources of frames, aged out after <see cref="MaxAge"/>, moved when the address shows
/// up elsewhere. Any thread may call.
/// </summary>
internal sealed class ForwardingTable(TimeProvider time)
{
    /// <summary>How long an address is kept without a frame from it.</summary>
    internal static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(300);

    /// <summary>Addresses kept at most, so that a flood of forged ones cannot fill the memory.</summary>
    internal const int Capacity = 16_384;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Entry> _entries = []; // guarded by _gate

    private readonly record struct Entry(ulong Origin, long LearnedAt);

    /// <summary>
    /// The target of a frame from the own tap: a peer, or <see cref="Envelope.All"/>. Also notes that its sender is here.
    /// </summary>
    internal ulong TargetOf(ReadOnlySpan<byte> frame)
    {
        var destination = MacAddress.Read(frame);
        var source = MacAddress.Read(frame[MacAddress.Length..]);
        lock (_gate)
        {
            if (_entries.Count > 0)
                _entries.Remove(source.Value);
            return destination.IsMulticast ? Envelope.All : Find(destination);
        }
    }

    /// <summary>Learns which peer a frame's sender is behind. A full table learns no new addresses.</summary>
    internal void Learn(ReadOnlySpan<byte> frame, ulong origin)
    {
        var address = MacAddress.Read(frame[MacAddress.Length..]);
        if (address.IsMulticast || address.Value == 0)
            return;
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_entries.Count >= Capacity && !_entries.ContainsKey(address.Value))
            {
                RemoveAged();
                if (_entries.Count >= Capacity)
                    return;
            }
            _entries[address.Value] = new Entry(origin, now);
        }
    }

    /// <summary>Removes addresses that are too old, and those of peers that are gone.</summary>
    internal void Tidy(Func<ulong, bool> isPeer)
    {
        lock (_gate)
        {
            RemoveAged();
            foreach (var (address, entry) in _entries)
                if (!isPeer(entry.Origin))
                    _entries.Remove(address);
        }
    }

    /// <summary>The addresses that are known now.</summary>
    internal IReadOnlyList<(MacAddress Address, ulong Origin, TimeSpan Age)> Snapshot()
    {
        lock (_gate)
            return [.. _entries.Select(e => (new MacAddress(e.Key), e.Value.Origin, time.GetElapsedTime(e.Value.LearnedAt))).Where(e => e.Item3 < MaxAge)];
    }

    private ulong Find(MacAddress address) =>
        _entries.TryGetValue(address.Value, out var entry) && time.GetElapsedTime(entry.LearnedAt) < MaxAge ? entry.Origin : Envelope.All;

    private void RemoveAged()
    {
        foreach (var (address, entry) in _entries)
            if (time.GetElapsedTime(entry.LearnedAt) >= MaxAge)
                _entries.Remove(address);
    }
}
