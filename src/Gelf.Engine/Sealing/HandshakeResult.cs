namespace Gelf.Engine.Sealing;

/// <summary>What became of a handshake message that came in.</summary>
internal enum HandshakeResult
{
    Taken,
    /// <summary>It does not parse.</summary>
    Malformed,
    /// <summary>It is not from a relay with the segment's key, or does not fit the handshake's state.</summary>
    Refused,
    /// <summary>More came than the rate limit allows.</summary>
    OverLimit,
}
