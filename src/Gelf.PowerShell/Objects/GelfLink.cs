using System.Net;
using Gelf.Engine.Links;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Objects;

/// <summary>A link of a relay or a wire, with its counters since it opened.</summary>
public sealed class GelfLink : ICounters
{
    internal GelfLink(string relay, LinkInfo link)
        : this(relay, link.RemoteEndPoint, link.State)
    {
        Id = link.Id;
        RemoteName = link.RemoteName;
        RemoteRole = link.RemoteRole;
        RoundTrip = link.RoundTrip;
        Since = link.Since;
        MessagesSent = link.MessagesSent;
        MessagesReceived = link.MessagesReceived;
        BytesSent = link.BytesSent;
        BytesReceived = link.BytesReceived;
        Dropped = link.Dropped;
    }

    internal GelfLink(string relay, OutgoingLinkInfo link)
        : this(relay, link.RemoteEndPoint, link.State.ToString()) => Problem = link.Problem is null ? null : ErrorTexts.Of(link.Problem);

    private GelfLink(string relay, EndPoint remote, string state)
    {
        Relay = relay;
        State = state;
        RemoteEndPoint = EndPointText.Of(remote);
        IsOutgoing = remote is DnsEndPoint; // A link that came has the address that it came from.
    }

    /// <summary>The name of the relay or wire that the link belongs to.</summary>
    public string Relay { get; }

    /// <summary>The link's number within its relay, for as long as it is open; null where it is not.</summary>
    public int? Id { get; }

    /// <summary>Open; Stalled: open, and nothing comes; Connecting or Waiting: it is dialled, or will be again in a moment; Closed.</summary>
    public string State { get; private set; }

    /// <summary>What the other end calls itself, or its address and port before it has said so.</summary>
    public string Remote => RemoteName ?? RemoteEndPoint;

    /// <summary>"wire" or "relay", once the other end has said so.</summary>
    public string? Role => RemoteRole;

    /// <summary>The address and port of the other end.</summary>
    public string RemoteEndPoint { get; }

    /// <summary>What the node at the other end calls itself, once it has said so.</summary>
    public string? RemoteName { get; }

    /// <summary>"wire" or "relay", once the other end has said so.</summary>
    public string? RemoteRole { get; }

    /// <summary>Whether it is dialled from here, and so comes back by itself until Disconnect-GelfLink.</summary>
    public bool IsOutgoing { get; }

    /// <summary>The usual round trip to the node at the other end; null before the first one.</summary>
    public TimeSpan? RoundTrip { get; }

    /// <summary>When the link opened; null where it is not open.</summary>
    public DateTimeOffset? Since { get; }

    /// <summary>When the counters were read.</summary>
    public DateTimeOffset Time { get; } = TimeProvider.System.GetLocalNow();

    /// <summary>Messages sent on the link.</summary>
    public long MessagesSent { get; }

    /// <summary>Messages received on the link.</summary>
    public long MessagesReceived { get; }

    /// <summary>Bytes of messages sent.</summary>
    public long BytesSent { get; }

    /// <summary>Bytes of messages received.</summary>
    public long BytesReceived { get; }

    /// <summary>Messages sent a second since the reading before; null without one, as in all that follow with PerSecond.</summary>
    public double? MessagesSentPerSecond { get; private set; }

    /// <summary>Messages received a second since the reading before.</summary>
    public double? MessagesReceivedPerSecond { get; private set; }

    /// <summary>Bits of the messages sent a second since the reading before.</summary>
    public long? BitsSentPerSecond { get; private set; }

    /// <summary>Bits of the messages received a second since the reading before.</summary>
    public long? BitsReceivedPerSecond { get; private set; }

    /// <summary>Messages that the link did not take, because its queue was full or because it closes.</summary>
    public long Dropped { get; }

    /// <summary>Why it is not open, and what to do about it; null where it is, or where nothing has gone wrong yet.</summary>
    public string? Problem { get; }

    /// <summary>The job that has the link.</summary>
    internal GelfJob? Owner { get; init; }

    /// <summary>The other end.</summary>
    public override string ToString() => Remote;

    /// <summary>Whether this is the other end, by name or by address and port; wildcards are allowed.</summary>
    internal bool IsTo(string remote) =>
        // Escape the name: the other end chose it, and it may have wildcards.
        new[] { RemoteName, RemoteEndPoint }.OfType<string>()
            .Any(name => name.Equals(remote, StringComparison.OrdinalIgnoreCase) || NamePattern.Matches(remote, name));

    /// <summary>The link as it was, and closed.</summary>
    internal GelfLink Closed()
    {
        var closed = (GelfLink)MemberwiseClone();
        closed.State = nameof(OutgoingLinkState.Closed);
        return closed;
    }

    void ICounters.SetRates(ICounters before, TimeSpan elapsed)
    {
        var earlier = (GelfLink)before;
        MessagesSentPerSecond = Rate.Of(earlier.MessagesSent, MessagesSent, elapsed);
        MessagesReceivedPerSecond = Rate.Of(earlier.MessagesReceived, MessagesReceived, elapsed);
        BitsSentPerSecond = Rate.OfBits(earlier.BytesSent, BytesSent, elapsed);
        BitsReceivedPerSecond = Rate.OfBits(earlier.BytesReceived, BytesReceived, elapsed);
    }

    /// <summary>All links of a job: those that are open, by number, then those that it dials and that are not open.</summary>
    /// <param name="owner">The job.</param>
    /// <param name="outgoing">What it dials; must have been read before <paramref name="open"/>.</param>
    /// <param name="open">Its open links.</param>
    internal static IReadOnlyList<GelfLink> All(GelfJob owner, IReadOnlyList<OutgoingLinkInfo> outgoing, IReadOnlyList<LinkInfo> open)
    {
        var links = Open(owner, open).ToList();
        links.AddRange(outgoing
            .Where(dialled => !open.Any(link => link.RemoteEndPoint.Equals(dialled.RemoteEndPoint)))
            // A link that was open a moment ago and is not any more is about to be dialled again.
            .Select(dialled => dialled.State == OutgoingLinkState.Open ? dialled with { State = OutgoingLinkState.Waiting } : dialled)
            .Select(dialled => new GelfLink(owner.Name, dialled) { Owner = owner }));
        return links;
    }

    internal static IEnumerable<GelfLink> Open(GelfJob owner, IReadOnlyList<LinkInfo> open) =>
        open.Select(link => new GelfLink(owner.Name, link) { Owner = owner });
}
