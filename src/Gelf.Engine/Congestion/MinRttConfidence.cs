namespace Gelf.Engine.Congestion;

/// <summary>How far the minimum round trip can be relied on, and so how long it counts until the next probe.</summary>
internal enum MinRttConfidence
{
    /// <summary>Not probed yet, or suspect: it grew so much that a late thread may be the cause. It expires soon.</summary>
    Provisional,

    /// <summary>Probed while the bandwidth was not stable. Once that is, on a slow path, it becomes <see cref="Recheck"/>.</summary>
    Tentative,

    /// <summary>
    /// The bandwidth has become stable since: it expires soon. Another probe counts, even if the bandwidth is not stable then.
    /// </summary>
    Recheck,

    /// <summary>Probed, and good for the whole lifetime.</summary>
    Confirmed,
}
