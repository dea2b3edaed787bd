using System.Net.WebSockets;

namespace Gelf.Engine.Links;

/// <summary>How a link has ended.</summary>
internal abstract record LinkEnd
{
    private LinkEnd()
    {
    }

    /// <summary>One of the two ends closed it.</summary>
    /// <param name="Status">The status that the other end gave; null: none.</param>
    /// <param name="Reason">The text that the other end gave, as far as it is visible; null: none.</param>
    internal sealed record Closed(WebSocketCloseStatus? Status, string? Reason) : LinkEnd;

    /// <summary>The connection broke.</summary>
    /// <param name="Reason">Why, as the system says it.</param>
    internal sealed record Broke(string Reason) : LinkEnd;

    /// <summary>An unexpected exception of Gelf ended it.</summary>
    /// <param name="Error">The exception.</param>
    internal sealed record Failed(Exception Error) : LinkEnd;
}
