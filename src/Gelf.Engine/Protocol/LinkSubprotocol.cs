namespace Gelf.Engine.Protocol;

/// <summary>The WebSocket subprotocols of a link: the version that is spoken, and the token that lets a link in.</summary>
internal static class LinkSubprotocol
{
    internal const string Version = "gelf.1";
    internal const string TokenPrefix = "gelf.token.";
}
