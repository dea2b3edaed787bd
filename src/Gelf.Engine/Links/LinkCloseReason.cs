using System.Net.WebSockets;

namespace Gelf.Engine.Links;

/// <summary>Why a link closes, as the WebSocket status and text that the other end is told.</summary>
internal sealed record LinkCloseReason(WebSocketCloseStatus Status, string Text)
{
    internal static LinkCloseReason GoingAway { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "the relay stops");
    internal static LinkCloseReason Done { get; } = new(WebSocketCloseStatus.NormalClosure, "");
    internal static LinkCloseReason Malformed { get; } = new(WebSocketCloseStatus.ProtocolError, "too many malformed messages");
    internal static LinkCloseReason TooLong { get; } = new(WebSocketCloseStatus.MessageTooBig, "a message may have 1 MiB at most");
    internal static LinkCloseReason Full { get; } = new((WebSocketCloseStatus)1013, "the relay has as many links as it can have");
    internal static LinkCloseReason Failed { get; } = new(WebSocketCloseStatus.InternalServerError, "an unexpected error");
    internal static LinkCloseReason Silent { get; } = new(WebSocketCloseStatus.PolicyViolation, "nothing came for 16 s");
    internal static LinkCloseReason Stuck { get; } = new(WebSocketCloseStatus.PolicyViolation, "it took nothing for 5 s while its queue was full");
    internal static LinkCloseReason Disconnected { get; } = new(WebSocketCloseStatus.NormalClosure, "disconnected by the admin");
}
