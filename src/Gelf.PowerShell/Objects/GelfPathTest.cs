using Gelf.Engine.Measurement;

namespace Gelf.PowerShell.Objects;

/// <summary>What Test-GelfPath has measured of the path from a relay to a peer.</summary>
public sealed class GelfPathTest
{
    internal GelfPathTest(GelfPeer peer, DateTimeOffset time, PathTestResult result)
    {
        Relay = peer.Relay;
        Peer = peer.Name;
        PeerId = peer.Id;
        Hops = peer.Hops;
        Time = time;
        Sent = result.Sent;
        Received = result.RoundTrips.Count;
        LossPercent = Math.Round(100 * result.Loss, 3);
        Minimum = result.Percentile(0);
        P50 = result.Percentile(0.5);
        P90 = result.Percentile(0.9);
        P99 = result.Percentile(0.99);
        Maximum = result.Percentile(1);
        Jitter = result.Jitter;
        BitsPerSecond = result.BytesPerSecond is { } bytes ? (long)Math.Round(8 * bytes) : null;
    }

    /// <summary>The name of this session's relay.</summary>
    public string Relay { get; }

    /// <summary>What the peer calls itself.</summary>
    public string Peer { get; }

    /// <summary>The peer's id, as Get-GelfPeer shows it.</summary>
    public string PeerId { get; }

    /// <summary>How many links lay between: 1 for a direct link, 2 for one wire.</summary>
    public int Hops { get; }

    /// <summary>When the measurement was done.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Probes that were sent for the round trip.</summary>
    public int Sent { get; }

    /// <summary>Those that were answered in time.</summary>
    public int Received { get; }

    /// <summary>The part that was not, 0 to 100.</summary>
    public double LossPercent { get; }

    /// <summary>The shortest round trip; null if no probe was answered, as in all that follow.</summary>
    public TimeSpan? Minimum { get; }

    /// <summary>The median: half of the round trips were no longer.</summary>
    public TimeSpan? P50 { get; }

    /// <summary>Nine of ten were no longer.</summary>
    public TimeSpan? P90 { get; }

    /// <summary>99 of a hundred were no longer.</summary>
    public TimeSpan? P99 { get; }

    /// <summary>The longest.</summary>
    public TimeSpan? Maximum { get; }

    /// <summary>By how much a round trip differed from the one before, on the average; null with fewer than two.</summary>
    public TimeSpan? Jitter { get; }

    /// <summary>What came through to the peer, in bits of payload a second; null where that was not measured.</summary>
    public long? BitsPerSecond { get; }

    /// <summary>The peer's name.</summary>
    public override string ToString() => Peer;
}
