namespace Gelf.Tests.Unit;

/// <summary>
/// What a thread allocates, lap by lap. The lap with the least counts: what is garbage of each frame is in all of them. What happens
/// now and then is not: a pool that grows once, or the up to 8 KiB that .NET takes for allocated when a collection, for which another
/// thread's garbage may be the cause, takes away the piece of heap that this thread was filling.
/// </summary>
internal sealed class AllocationLaps
{
    private long? _last;

    /// <summary>Bytes in the lap with the least; <see cref="long.MaxValue"/>: none has ended.</summary>
    internal long Least { get; private set; } = long.MaxValue;

    /// <summary>Bytes that the calling thread allocates in the best of five laps.</summary>
    internal static long LeastOfFive(Action lap)
    {
        var laps = new AllocationLaps();
        laps.Mark();
        for (var i = 0; i < 5; i++)
        {
            lap();
            laps.Mark();
        }
        return laps.Least;
    }

    /// <summary>Begins the first lap, or ends one and begins the next. The same thread calls.</summary>
    internal void Mark()
    {
        var now = GC.GetAllocatedBytesForCurrentThread();
        if (_last is { } last)
            Least = Math.Min(Least, now - last);
        _last = now;
    }
}
