namespace Gelf.Engine.Sealing;

/// <summary>Where a sealed segment sends its handshake messages. Called with the segment's lock held: it queues and returns.</summary>
internal interface ISealedOutput
{
    /// <summary>Sends the payload of a handshake message to one peer.</summary>
    void SendHandshake(ulong peer, ReadOnlySpan<byte> payload);

    /// <summary>Whether frames go to and fro with some peer has changed.</summary>
    void PeersChanged();
}
