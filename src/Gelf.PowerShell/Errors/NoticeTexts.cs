using Gelf.Engine.Reporting;

namespace Gelf.PowerShell.Errors;

/// <summary>The engine's notices in words.</summary>
internal static class NoticeTexts
{
    // No record of the engine's is left out: a test tries them all.
    internal static string Of(RelayNotice notice) => Find(notice) ?? notice.ToString();

    /// <summary>Null: there are no words for it.</summary>
    internal static string? Find(RelayNotice notice) => notice switch
    {
        RelayNotice.IncomingLinkOpened n => $"A link from {n.Remote} is open.",
        RelayNotice.IncomingLinkClosed n => $"The link from {n.Remote} is closed.",
        RelayNotice.IncomingLinkBroke n => $"The link from {n.Remote} broke: {n.Reason}",
        RelayNotice.IncomingLinkFailed n => $"Gelf failed on the link from {n.Remote}, and closed it: {ErrorTexts.Of(n.Error)} {Fault}",
        RelayNotice.IncomingLinkRefused n => $"The link from {n.Remote} was refused: there are as many links as there can be. Close one with Disconnect-GelfLink.",
        RelayNotice.StrangersCrowd n =>
            $"More connections have shown no token than there is room for, the last one from {n.Address}: the oldest are closed. Links stay. If this goes on, somebody may be trying to keep others out.",
        RelayNotice.AcceptingWaits n =>
            $"New connections have to wait: {n.Reason.TrimEnd('.')}. Links stay. Let this process open more files (ulimit -n, or LimitNOFILE= of its service).",
        RelayNotice.LinkOpened n => $"The link to {n.Host}:{n.Port} is open.",
        RelayNotice.LinkClosed n => $"The link to {n.Host}:{n.Port} is closed.",
        RelayNotice.LinkBroke n => $"The link to {n.Host}:{n.Port} broke: {n.Reason}",
        RelayNotice.LinkFailed n => $"Gelf failed on the link to {n.Host}:{n.Port}, and dials again: {ErrorTexts.Of(n.Error)} {Fault}",
        RelayNotice.DialFailed n => ErrorTexts.Of(n.Error),
        RelayNotice.PeerReachable n => $"Peer '{n.Peer}' can be reached.",
        RelayNotice.PeerUnreachable n => $"Peer '{n.Peer}' cannot be reached any more.",
        RelayNotice.PeerHasOtherKey n => $"Peer '{n.Peer}' has another key than this relay, so nothing goes to and fro. Start both with the same key file.",
        RelayNotice.PeerIsSealed n => $"Peer '{n.Peer}' is sealed and this relay is not, so nothing goes to and fro. Start this relay with the peer's key (-KeyPath).",
        RelayNotice.PeerIsPlain n => $"Peer '{n.Peer}' is not sealed and this relay is, so nothing goes to and fro. Start the peer with this relay's key (-KeyPath).",
        RelayNotice.JoinLinksStayHere n =>
            $"The join links lead to {n.Address}, which is this host itself: no phone can open them. For phones, start the relay with -ListenAddress 0.0.0.0; "
            + "or with -AdvertiseAddress if something forwards to it.",
        RelayNotice.HostHasNoAddress n =>
            $"This host has no address that a phone could reach, so the join links lead to {n.Address}. Give it one, or say with -AdvertiseAddress where it is reached.",
        RelayNotice.RelayStops n => $"Relay '{n.Relay}' stops: {ErrorTexts.Of(n.Reason)}",
        RelayNotice.WireStops n => $"Wire '{n.Wire}' stops: {ErrorTexts.Of(n.Reason)}",
        RelayNotice.PartFailed n => $"Gelf failed {Describe(n.Part)}: {ErrorTexts.Of(n.Error)} {Fault}",
        _ => null,
    };

    private const string Fault = "This is a fault of Gelf. The log has more: start with -Verbose -Debug.";

    private static string Describe(NodePart part) => part switch
    {
        NodePart.Tick => "in what is due every 50 ms, and tries again",
        NodePart.Accepting => "to accept a connection, and tries again",
        NodePart.WebServer => "in its web server, and goes on",
        NodePart.Stopping => "in a step of the end, and went on with the others",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
    };
}
