namespace Gelf.Engine.Sealing;

/// <summary>What became of a handshake message that came in.</summary>
internal enum HandshakeResult
{
    Taken,
    /// <summary>It does not parse.</summary>
    Malformed,
    /// <summary>It is not from a relay with the segment's key, or not for this moment.</summary>
    Refused,
    /// <summary>More came than is answered at a time.</summary>
    OverLimit,
}
