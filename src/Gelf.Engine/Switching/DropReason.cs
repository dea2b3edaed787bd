namespace Gelf.Engine.Switching;

/// <summary>Why the switch dropped a message. Each has a counter.</summary>
internal enum DropReason
{
    None,
    /// <summary>The envelope or a control payload does not parse.</summary>
    Malformed,
    /// <summary>The node's own message came back.</summary>
    Own,
    /// <summary>A copy came before.</summary>
    Duplicate,
    /// <summary>No link is left to send it on.</summary>
    NoRoute,
    /// <summary>Its hop limit is used up.</summary>
    HopsExceeded,
    /// <summary>Its origin has the segment's key, and would have tagged or sealed it.</summary>
    Unauthenticated,
}
