using System.Net.WebSockets;

namespace Gelf.Engine.Links;

/// <summary>How a link has ended.</summary>
internal abstract record LinkEnd
{
    private LinkEnd()
    {
    }

    /// <summary>In good order, from either end.</summary>
    /// <param name="Status">What the other end has said; null: nothing.</param>
    /// <param name="Reason">Likewise, in its words.</param>
    internal sealed record Closed(WebSocketCloseStatus? Status, string? Reason) : LinkEnd;

    /// <summary>The connection broke.</summary>
    /// <param name="Reason">Why, as the system says it.</param>
    internal sealed record Broke(string Reason) : LinkEnd;

    /// <summary>Gelf has failed on it: an exception that nobody expected.</summary>
    /// <param name="Error">The exception.</param>
    internal sealed record Failed(Exception Error) : LinkEnd;
}
