namespace Gelf.Engine.Sealing;

/// <summary>Takes the key exchange's messages. It is called under the key exchange's lock: an implementation queues and returns.</summary>
internal interface IHandshakeOutput
{
    /// <summary>Sends the payload of a handshake message to one peer.</summary>
    void SendHandshake(ulong peer, ReadOnlySpan<byte> payload);

    /// <summary>A peer has become connected, or is no longer.</summary>
    void PeersChanged();
}
