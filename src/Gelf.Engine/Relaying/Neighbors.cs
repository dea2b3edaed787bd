using Gelf.Engine.Devices;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Relaying;

/// <summary>The MAC table of a relay, for the threads that learn and the one that asks.</summary>
internal sealed class Neighbors(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly MacTable _table = new(time);

    /// <summary>Who a frame from the own tap is for; also notes that its sender is here.</summary>
    internal ulong TargetOf(ReadOnlySpan<byte> frame)
    {
        var destination = MacAddress.Read(frame);
        lock (_gate)
        {
            _table.LearnLocal(MacAddress.Read(frame[MacAddress.Length..]));
            return destination.IsMulticast ? Protocol.Envelope.All : _table.Find(destination);
        }
    }

    /// <summary>Notes which peer a frame's sender is behind.</summary>
    internal void Learn(ReadOnlySpan<byte> frame, ulong origin)
    {
        lock (_gate)
            _table.Learn(MacAddress.Read(frame[MacAddress.Length..]), origin);
    }

    /// <summary>Forgets what is too old, and what peers had that are gone.</summary>
    internal void Tidy(Func<ulong, bool> isPeer)
    {
        lock (_gate)
        {
            _table.RemoveAged();
            foreach (var origin in _table.Snapshot().Select(e => e.Origin).Distinct())
                if (!isPeer(origin))
                    _table.Forget(origin);
        }
    }

    internal IReadOnlyList<(MacAddress Address, ulong Origin, TimeSpan Age)> Snapshot()
    {
        lock (_gate)
            return _table.Snapshot();
    }
}
