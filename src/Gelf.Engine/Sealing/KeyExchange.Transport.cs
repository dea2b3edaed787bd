using System.Security.Cryptography;

namespace Gelf.Engine.Sealing;

/// <summary>Transport messages: each carries a sender key, or acknowledges one.</summary>
internal sealed partial class KeyExchange
{
    private const byte GiveKey = 1;
    private const byte HaveKey = 2;
    private const int GiveKeySize = 2 + SenderKey.Size;
    private const int HaveKeySize = 2;

    private HandshakeResult ReceiveTransport(ulong origin, ReadOnlySpan<byte> message)
    {
        Span<byte> content = stackalloc byte[GiveKeySize];
        content = content[..(message.Length - TransportCipher.Overhead)];
        if (!_peers.TryGetValue(origin, out var peer) || peer.TryOpen(message, content) is not { } channel)
            return HandshakeResult.Refused;
        peer.NoteHeard();
        var epoch = content[1];
        if (content[0] == GiveKey && content.Length == GiveKeySize)
        {
            if (peer.Keys.TryTake(epoch, content[2..]))
                SendTransport(peer, [HaveKey, epoch]);
            GiveKeys(peer);
        }
        else if (content[0] == HaveKey && content.Length == HaveKeySize)
        {
            channel.Acknowledged.Add(epoch);
        }
        CryptographicOperations.ZeroMemory(content);
        NoteConnected(peer);
        return HandshakeResult.Taken;
    }

    /// <summary>Sends the peer those of the own keys that it has not acknowledged over the current channel.</summary>
    private void GiveKeys(SealedPeer peer)
    {
        if (peer.Current is not { } channel)
            return;
        var lacksCurrent = !channel.Acknowledged.Contains(_own.CurrentPair.Epoch);
        var lacksNext = _own.NextPair is { } next && !channel.Acknowledged.Contains(next.Epoch);
        if (!lacksCurrent && !lacksNext)
        {
            peer.Giving.Reset();
            return;
        }
        if (peer.Giving.IsSpent)
            peer.Giving.Reset();
        if (!peer.Giving.TryAttempt())
            return;
        if (lacksCurrent)
            Give(peer, _own.CurrentPair);
        if (lacksNext)
            Give(peer, _own.NextPair!);
    }

    private void Give(SealedPeer peer, OwnKeys.Pair pair)
    {
        Span<byte> content = [GiveKey, pair.Epoch, .. pair.Secret];
        SendTransport(peer, content);
        CryptographicOperations.ZeroMemory(content);
    }

    private void SendTransport(SealedPeer peer, ReadOnlySpan<byte> content)
    {
        Span<byte> payload = stackalloc byte[1 + GiveKeySize + TransportCipher.Overhead];
        payload = payload[..(1 + content.Length + TransportCipher.Overhead)];
        payload[0] = Transport;
        peer.Current!.Seal(content, payload[1..]);
        _output.SendHandshake(peer.Id, payload);
    }
}
