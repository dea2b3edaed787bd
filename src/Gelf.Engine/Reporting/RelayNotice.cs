using System.Net;

namespace Gelf.Engine.Reporting;

/// <summary>
/// What happened to a relay or a wire; never one per frame. Each kind is a record of its own with what the words are made with;
/// whoever shows it makes the words.
/// </summary>
public abstract record RelayNotice
{
    private RelayNotice(bool isWarning) => IsWarning = isWarning;

    /// <summary>Whether somebody should look at it.</summary>
    public bool IsWarning { get; }

    /// <summary>A link that another node has dialled is open.</summary>
    /// <param name="Remote">Where it comes from.</param>
    public sealed record IncomingLinkOpened(EndPoint Remote) : RelayNotice(isWarning: false);

    /// <summary>A link that another node has dialled has closed.</summary>
    /// <param name="Remote">Where it came from.</param>
    public sealed record IncomingLinkClosed(EndPoint Remote) : RelayNotice(isWarning: false);

    /// <summary>A link that another node has dialled has broken. No warning: that node tells it, and dials again.</summary>
    /// <param name="Remote">Where it came from.</param>
    /// <param name="Reason">Why, as the system says it.</param>
    public sealed record IncomingLinkBroke(EndPoint Remote, string Reason) : RelayNotice(isWarning: false);

    /// <summary>Gelf has failed on a link that another node has dialled, and closes it.</summary>
    /// <param name="Remote">Where it came from.</param>
    /// <param name="Error">The exception that nobody expected.</param>
    public sealed record IncomingLinkFailed(EndPoint Remote, Exception Error) : RelayNotice(isWarning: true);

    /// <summary>Another node has dialled, and there are as many links as there can be. Told once, until there is room again.</summary>
    /// <param name="Remote">Where it came from.</param>
    public sealed record IncomingLinkRefused(EndPoint Remote) : RelayNotice(isWarning: true);

    /// <summary>Connections that have shown no token hold all places, so that the oldest give way to new ones. Told once a minute at most.</summary>
    /// <param name="Address">Where the last one comes from.</param>
    public sealed record StrangersCrowd(IPAddress Address) : RelayNotice(isWarning: true);

    /// <summary>The system gives no more connections to this process, or no memory for them: they wait. Told once a minute at most.</summary>
    /// <param name="Reason">Why, as the system says it.</param>
    public sealed record AcceptingWaits(string Reason) : RelayNotice(isWarning: true);

    /// <summary>A link that was dialled is open.</summary>
    /// <param name="Host">The other relay's host.</param>
    /// <param name="Port">Its port.</param>
    public sealed record LinkOpened(string Host, int Port) : RelayNotice(isWarning: false);

    /// <summary>A link that was dialled has closed, as the two ends agreed.</summary>
    /// <param name="Host">The other relay's host.</param>
    /// <param name="Port">Its port.</param>
    public sealed record LinkClosed(string Host, int Port) : RelayNotice(isWarning: false);

    /// <summary>A link that was dialled has broken.</summary>
    /// <param name="Host">The other relay's host.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="Reason">Why, as the system says it.</param>
    public sealed record LinkBroke(string Host, int Port, string Reason) : RelayNotice(isWarning: true);

    /// <summary>Gelf has failed on a link that was dialled; it dials again.</summary>
    /// <param name="Host">The other relay's host.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="Error">The exception that nobody expected.</param>
    public sealed record LinkFailed(string Host, int Port, Exception Error) : RelayNotice(isWarning: true);

    /// <summary>A link that was open once cannot be dialled any more. Told once, not at each attempt.</summary>
    /// <param name="Error">Why.</param>
    public sealed record DialFailed(Exception Error) : RelayNotice(isWarning: true);

    /// <summary>A peer can be reached: frames are exchanged with it.</summary>
    /// <param name="Peer">Its name.</param>
    public sealed record PeerReachable(string Peer) : RelayNotice(isWarning: false);

    /// <summary>A peer cannot be reached any more.</summary>
    /// <param name="Peer">Its name.</param>
    public sealed record PeerUnreachable(string Peer) : RelayNotice(isWarning: false);

    /// <summary>A peer is sealed with another key than this relay.</summary>
    /// <param name="Peer">Its name.</param>
    public sealed record PeerHasOtherKey(string Peer) : RelayNotice(isWarning: true);

    /// <summary>A peer is sealed, this relay is not.</summary>
    /// <param name="Peer">Its name.</param>
    public sealed record PeerIsSealed(string Peer) : RelayNotice(isWarning: true);

    /// <summary>This relay is sealed, a peer is not.</summary>
    /// <param name="Peer">Its name.</param>
    public sealed record PeerIsPlain(string Peer) : RelayNotice(isWarning: true);

    /// <summary>The relay listens for this host alone, so its join links lead nowhere else.</summary>
    /// <param name="Address">Where they lead.</param>
    public sealed record JoinLinksStayHere(IPAddress Address) : RelayNotice(isWarning: false);

    /// <summary>The relay listens for others, and this host has no address that its join links could lead them to.</summary>
    /// <param name="Address">Where they lead instead.</param>
    public sealed record HostHasNoAddress(IPAddress Address) : RelayNotice(isWarning: false);

    /// <summary>The relay cannot go on.</summary>
    /// <param name="Relay">Its name.</param>
    /// <param name="Reason">Why.</param>
    public sealed record RelayStops(string Relay, Exception Reason) : RelayNotice(isWarning: true);

    /// <summary>The wire cannot go on.</summary>
    /// <param name="Wire">Its name.</param>
    /// <param name="Reason">Why.</param>
    public sealed record WireStops(string Wire, Exception Reason) : RelayNotice(isWarning: true);

    /// <summary>A part has met an exception that nobody expected, and goes on. The same kind is told once a minute at most.</summary>
    /// <param name="Part">Which.</param>
    /// <param name="Error">The exception.</param>
    public sealed record PartFailed(NodePart Part, Exception Error) : RelayNotice(isWarning: true);
}
