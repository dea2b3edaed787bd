namespace Gelf.Engine.Switching;

/// <summary>Why the switch let go of a message. Each has a counter.</summary>
internal enum DropReason
{
    None,
    /// <summary>The envelope or a control payload does not parse.</summary>
    Malformed,
    /// <summary>The node's own message came back.</summary>
    Own,
    /// <summary>A copy of it came before.</summary>
    Duplicate,
    /// <summary>No link is left to send it on.</summary>
    NoRoute,
    /// <summary>It was forwarded as often as it may be.</summary>
    HopsExceeded,
}
