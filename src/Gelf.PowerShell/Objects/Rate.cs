namespace Gelf.PowerShell.Objects;

/// <summary>How fast a counter counted between two readings. There is no rate of one that has become less: it began anew meanwhile.</summary>
internal static class Rate
{
    /// <summary>By how much a second, to hundredths.</summary>
    internal static double? Of(long before, long now, TimeSpan elapsed) => Exact(before, now, elapsed) is { } rate ? Math.Round(rate, 2) : null;

    /// <summary>Of a counter of bytes: bits a second.</summary>
    internal static long? OfBits(long bytesBefore, long bytesNow, TimeSpan elapsed) =>
        Exact(bytesBefore, bytesNow, elapsed) is { } rate ? (long)Math.Round(8 * rate) : null;

    private static double? Exact(long before, long now, TimeSpan elapsed) =>
        now >= before && elapsed > TimeSpan.Zero ? (now - before) / elapsed.TotalSeconds : null;
}
