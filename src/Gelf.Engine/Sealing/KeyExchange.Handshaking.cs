using System.Security.Cryptography;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The handshake messages. Their payload starts with a type: 1 and 2 are the handshake's two messages; 3 is a transport message, which
/// carries a key or acknowledges one.
/// </summary>
internal sealed partial class KeyExchange
{
    private const byte First = 1;
    private const byte Second = 2;
    private const byte Transport = 3;

    private const byte GiveKey = 1;
    private const byte HaveKey = 2;
    private const int GiveKeySize = 2 + SenderKey.Size;
    private const int HaveKeySize = 2;

    /// <summary>Takes a handshake message in.</summary>
    internal HandshakeResult Receive(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 1)
            return HandshakeResult.Malformed;
        lock (_gate)
            return (payload[0], payload.Length - 1) switch
            {
                (First, Handshake.Overhead) => ReceiveFirst(origin, payload[1..]),
                (Second, Handshake.Overhead) => ReceiveSecond(origin, payload[1..]),
                (Transport, GiveKeySize + TransportCipher.Overhead or HaveKeySize + TransportCipher.Overhead) => ReceiveTransport(origin, payload[1..]),
                _ => HandshakeResult.Malformed,
            };
    }

    private void Start(SealedPeer peer)
    {
        // Anybody can forge hellos, and each would cost a key and a message. The next hello is another chance.
        if (!_starts.TryTake())
            return;
        var handshake = new Handshake(Prologue(_self, peer.Id), _key.PreSharedKey);
        var message = new byte[1 + Handshake.Overhead];
        message[0] = First;
        handshake.WriteFirst([], message.AsSpan(1));
        peer.Initiated = new SealedPeer.Started(handshake, message, _time);
        peer.Initiated.Retry.TryAttempt();
        _output.SendHandshake(peer.Id, message);
    }

    private HandshakeResult ReceiveFirst(ulong origin, ReadOnlySpan<byte> message)
    {
        _peers.TryGetValue(origin, out var peer);
        var theirPublicKey = message[..Handshake.PublicKeySize];
        if (peer?.Pending is { } pending && theirPublicKey.SequenceEqual(pending.TheirPublicKey))
        {
            // The answer was lost: it is sent again.
            _output.SendHandshake(origin, pending.Message);
            return HandshakeResult.Taken;
        }
        // Both have started at once: the handshake of the smaller id counts.
        if (peer?.Initiated is not null && _self < origin)
            return HandshakeResult.Taken;

        using var handshake = new Handshake(Prologue(origin, _self), _key.PreSharedKey);
        if (!handshake.TryReadFirst(message, []))
            return HandshakeResult.Refused;
        if (!_agreements.TryTake())
            return HandshakeResult.OverLimit;
        peer ??= Find(origin);
        if (peer is null)
            return HandshakeResult.OverLimit;
        var answer = new byte[1 + Handshake.Overhead];
        answer[0] = Second;
        if (!handshake.TryWriteSecond(theirPublicKey, [], answer.AsSpan(1)))
            return HandshakeResult.Refused;

        // A replayed first message gets this far, so the current channel stays in use until the peer proves that it has the answer.
        var (fromInitiator, fromResponder) = handshake.Split();
        peer.Pending?.Channel.Dispose();
        peer.Pending = new SealedPeer.Answered(theirPublicKey.ToArray(), answer, new SealedPeer.Channel(fromResponder, fromInitiator, _time.GetTimestamp()));
        peer.Initiated?.Dispose();
        peer.Initiated = null;
        _output.SendHandshake(origin, answer);
        return HandshakeResult.Taken;
    }

    private HandshakeResult ReceiveSecond(ulong origin, ReadOnlySpan<byte> message)
    {
        if (!_peers.TryGetValue(origin, out var peer) || peer.Initiated is not { } started)
            return HandshakeResult.Refused;
        if (!_agreements.TryTake())
            return HandshakeResult.OverLimit;
        if (!started.Handshake.TryReadSecond(message, []))
            return HandshakeResult.Refused;
        var (fromInitiator, fromResponder) = started.Handshake.Split();
        started.Dispose();
        peer.Initiated = null;
        peer.LastHeard = _time.GetTimestamp();
        peer.Adopt(new SealedPeer.Channel(fromInitiator, fromResponder, _time.GetTimestamp()));
        GiveKeys(peer);
        return HandshakeResult.Taken;
    }

    private HandshakeResult ReceiveTransport(ulong origin, ReadOnlySpan<byte> message)
    {
        Span<byte> content = stackalloc byte[GiveKeySize];
        content = content[..(message.Length - TransportCipher.Overhead)];
        if (!_peers.TryGetValue(origin, out var peer) || !TryOpenTransport(peer, message, content))
            return HandshakeResult.Refused;
        peer.LastHeard = _time.GetTimestamp();
        var epoch = content[1];
        if (content[0] == GiveKey && content.Length == GiveKeySize)
        {
            peer.Keys.Take(epoch, content[2..]);
            SendTransport(peer, [HaveKey, epoch]);
            GiveKeys(peer);
        }
        else if (content[0] == HaveKey && content.Length == HaveKeySize)
        {
            peer.Acknowledged.Add(epoch);
        }
        CryptographicOperations.ZeroMemory(content);
        NoteConnected(peer);
        return HandshakeResult.Taken;
    }

    private static bool TryOpenTransport(SealedPeer peer, ReadOnlySpan<byte> message, Span<byte> content)
    {
        if (peer.Current?.Receiving.TryOpen(message, content) == true || peer.Previous?.Receiving.TryOpen(message, content) == true)
            return true;
        if (peer.Pending is not { } pending || !pending.Channel.Receiving.TryOpen(message, content))
            return false;
        peer.Pending = null;
        peer.Adopt(pending.Channel);
        return true;
    }

    /// <summary>Sends the peer those of the own keys that it has not acknowledged.</summary>
    private void GiveKeys(SealedPeer peer)
    {
        if (peer.Current is null)
            return;
        var lacksCurrent = !peer.Acknowledged.Contains(_own.CurrentPair.Epoch);
        var lacksNext = _own.NextPair is { } next && !peer.Acknowledged.Contains(next.Epoch);
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
        peer.Current!.Sending.Seal(content, payload[1..]);
        _output.SendHandshake(peer.Id, payload);
    }
}
