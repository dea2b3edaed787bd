using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gelf.Engine.Snapshots;

namespace Gelf.Engine.Hosting;

/// <summary>
/// The meter <c>Gelf</c>: the counters of each relay and wire that runs, for dotnet-counters and OpenTelemetry. They are read when
/// somebody asks, and cost nothing otherwise.
/// </summary>
internal static class NodeMeter
{
    internal const string Name = "Gelf";

    private static readonly Meter s_meter = new(Name, typeof(NodeMeter).Assembly.GetName().Version?.ToString(3));
    private static readonly ConcurrentDictionary<object, Node> s_nodes = [];

    private sealed record Node(Func<RelayStats> Read, KeyValuePair<string, object?>[] Tags);

    static NodeMeter()
    {
        Count("gelf.frames.sent", "{frame}", "Frames from the tap to the segment.", stats => stats.FramesSent);
        Count("gelf.frames.received", "{frame}", "Frames from the segment to the tap.", stats => stats.FramesReceived);
        Count("gelf.bytes.sent", "By", "Bytes of frames sent; of a wire, those of its messages.", stats => stats.BytesSent);
        Count("gelf.bytes.received", "By", "Bytes of frames received; of a wire, those of its messages.", stats => stats.BytesReceived);
        Count("gelf.messages.sent", "{message}", "Messages sent on all links.", stats => stats.MessagesSent);
        Count("gelf.messages.received", "{message}", "Messages received on all links.", stats => stats.MessagesReceived);
        Count("gelf.messages.forwarded", "{message}", "Messages forwarded from one link to others.", stats => stats.MessagesForwarded);
        Count("gelf.messages.duplicate", "{message}", "Copies of messages that had come before.", stats => stats.Duplicates);
        Count("gelf.faults", "{exception}", "Exceptions that nobody expected.", stats => stats.Faults);
        s_meter.CreateObservableCounter("gelf.dropped", () => Observe(Drops), "{message}", "Messages and frames that were dropped, by reason.");
        s_meter.CreateObservableUpDownCounter("gelf.peers", () => Observe(stats => stats.Peers), "{peer}", "Other relays that can be reached.");
        s_meter.CreateObservableUpDownCounter("gelf.links", () => Observe(stats => stats.Links), "{link}", "Links that are open.");
    }

    /// <summary>Shows a node from now on.</summary>
    /// <param name="node">The node.</param>
    /// <param name="read">Reads its counters.</param>
    /// <param name="tags">What tells it from others.</param>
    internal static void Add(object node, Func<RelayStats> read, params KeyValuePair<string, object?>[] tags) => s_nodes[node] = new Node(read, tags);

    /// <summary>Shows it no more.</summary>
    internal static void Remove(object node) => s_nodes.TryRemove(node, out _);

    private static void Count(string name, string unit, string description, Func<RelayStats, long> of) =>
        s_meter.CreateObservableCounter(name, () => Observe(of), unit, description);

    private static IEnumerable<Measurement<long>> Observe(Func<RelayStats, long> of) => s_nodes.Values.Select(node => new Measurement<long>(of(node.Read()), node.Tags));

    private static IEnumerable<Measurement<long>> Observe(Func<RelayStats, IEnumerable<(string Reason, long Count)>> of) =>
        s_nodes.Values.SelectMany(node => of(node.Read()).Select(drop => new Measurement<long>(drop.Count, [.. node.Tags, new("reason", drop.Reason)])));

    private static IEnumerable<(string Reason, long Count)> Drops(RelayStats stats) =>
    [
        ("Malformed", stats.DroppedMalformed), ("BadHeader", stats.DroppedBadHeader), ("Unauthenticated", stats.DroppedUnauthenticated),
        ("NoKey", stats.DroppedNoKey), ("HandshakeLimit", stats.DroppedHandshakeLimit), ("ProbeLimit", stats.DroppedProbeLimit), ("Aged", stats.DroppedAged),
        ("QueueFull", stats.DroppedQueueFull), ("LinkClosed", stats.DroppedLinkClosed), ("NoRoute", stats.DroppedNoRoute),
        ("HopsExceeded", stats.DroppedHopsExceeded), ("Own", stats.DroppedOwn), ("NoPeer", stats.DroppedNoPeer), ("TapRefused", stats.DroppedTapRefused),
    ];
}
