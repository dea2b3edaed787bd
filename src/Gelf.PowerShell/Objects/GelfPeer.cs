using System.Globalization;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Objects;

/// <summary>Another relay of the segment, as one of this session sees it.</summary>
public sealed class GelfPeer
{
    internal GelfPeer(string relay, PeerInfo peer, string? ownKey = null)
    {
        Relay = relay;
        Id = peer.Id.ToString("x16", CultureInfo.InvariantCulture);
        Name = peer.Name;
        State = peer.State.ToString();
        Problem = ProblemOf(peer, ownKey);
        Tap = peer.Tap;
        MacAddress = peer.MacAddress?.ToString();
        Mtu = peer.Mtu;
        Hops = peer.Hops;
        Links = peer.Links;
        LastHeard = peer.LastHeard;
    }

    /// <summary>The name of this session's relay.</summary>
    public string Relay { get; }

    /// <summary>The peer's id, 16 hex digits, random for each start.</summary>
    public string Id { get; }

    /// <summary>What the peer calls itself, or its id if that is nothing that can be seen.</summary>
    public string Name { get; }

    /// <summary>Connected: frames go to and fro. Handshake: they will in a moment. OtherKey, PeerIsSealed, PeerIsPlain: they do not.</summary>
    public string State { get; }

    /// <summary>Why no frames go to and fro, and what to do about it; null where they do, or will in a moment.</summary>
    public string? Problem { get; }

    /// <summary>The name of the peer's tap.</summary>
    public string? Tap { get; }

    /// <summary>The address of the peer's tap.</summary>
    public string? MacAddress { get; }

    /// <summary>The MTU of the peer's tap, in bytes.</summary>
    public int? Mtu { get; }

    /// <summary>How many links lie between: 1 for a direct link, 2 for one wire.</summary>
    public int Hops { get; }

    /// <summary>The numbers of the links that lead to it on equally short paths.</summary>
    public IReadOnlyList<int> Links { get; }

    /// <summary>When it was heard of last.</summary>
    public DateTimeOffset LastHeard { get; }

    /// <summary>The job that knows the peer.</summary>
    internal GelfJob? Owner { get; init; }

    /// <summary>What the peer calls itself.</summary>
    public override string ToString() => Name;

    /// <summary>Whether it has this name, or id; wildcards are allowed.</summary>
    internal bool IsNamed(string pattern) =>
        // Escape the name: the peer chose it, and it may have wildcards.
        pattern.Equals(Name, StringComparison.OrdinalIgnoreCase) || pattern.Equals(Id, StringComparison.OrdinalIgnoreCase) || NamePattern.Matches(pattern, Name);

    private static string? ProblemOf(PeerInfo peer, string? ownKey) => peer.State switch
    {
        PeerState.OtherKey => $"It has another key than this relay{Compare(peer.KeyId, ownKey)}. Start both relays with the same key file.",
        PeerState.PeerIsSealed => "It is sealed, this relay is not. Start this one with its key.",
        PeerState.PeerIsPlain => "It is not sealed, this relay is. Start it with this one's key.",
        _ => null,
    };

    private static string Compare(string? theirs, string? own) =>
        theirs is null || own is null ? "" : $": its fingerprint is {theirs}, this relay's is {own}";
}
