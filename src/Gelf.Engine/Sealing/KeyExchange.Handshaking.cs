using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gelf.Engine.Sealing;

/// <summary>
/// The handshake messages. Their payload starts with a type: 1 and 2 are the handshake's two messages; 3 is a transport message.
/// </summary>
internal sealed partial class KeyExchange
{
    private const byte First = 1;
    private const byte Second = 2;
    private const byte Transport = 3;

    private const int NumberSize = sizeof(ulong);
    private const int MarkSize = 16;
    private const int FirstSize = Handshake.Overhead + NumberSize;
    private const int SecondSize = Handshake.Overhead + MarkSize;

    /// <summary>Takes a handshake message in.</summary>
    internal HandshakeResult Receive(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 1)
            return HandshakeResult.Malformed;
        lock (_gate)
            return (payload[0], payload.Length - 1) switch
            {
                (First, FirstSize) => ReceiveFirst(origin, payload[1..]),
                (Second, SecondSize) => ReceiveSecond(origin, payload[1..]),
                (Transport, GiveKeySize + TransportCipher.Overhead or HaveKeySize + TransportCipher.Overhead) => ReceiveTransport(origin, payload[1..]),
                _ => HandshakeResult.Malformed,
            };
    }

    private void Start(SealedPeer peer)
    {
        // Hellos can be made up, and each would cost a key and a message. The next hello is another chance.
        if (!_starts.TryTake())
            return;
        var handshake = new Handshake(Prologue(_self, peer.Id), _key.PreSharedKey);
        var message = new byte[1 + FirstSize];
        message[0] = First;
        Span<byte> number = stackalloc byte[NumberSize];
        BinaryPrimitives.WriteUInt64BigEndian(number, ++_started);
        handshake.WriteFirst(number, message.AsSpan(1));
        peer.Initiated = new SealedPeer.Started(handshake, message, ++_order, _time);
        peer.Initiated.Retry.TryAttempt();
        _output.SendHandshake(peer.Id, message);
    }

    private HandshakeResult ReceiveFirst(ulong origin, ReadOnlySpan<byte> message)
    {
        _peers.TryGetValue(origin, out var peer);
        byte[]? repeated = null;
        if (peer?.Pending.TryRepeat(message, out repeated) == true)
        {
            if (repeated is null)
                return HandshakeResult.OverLimit;
            // The answer was lost.
            _output.SendHandshake(origin, repeated);
            return HandshakeResult.Taken;
        }
        // Both have started at once: the handshake of the smaller id counts.
        if (peer?.Initiated is not null && _self < origin)
            return HandshakeResult.Taken;

        using var handshake = new Handshake(Prologue(origin, _self), _key.PreSharedKey);
        Span<byte> payload = stackalloc byte[NumberSize];
        if (!handshake.TryReadFirst(message, payload))
            return HandshakeResult.Refused;
        var number = BinaryPrimitives.ReadUInt64BigEndian(payload);
        if (number <= peer?.LastAnswered)
            return HandshakeResult.Refused; // replayed
        if (!_agreements.TryTake())
            return HandshakeResult.OverLimit;
        peer ??= Find(origin);
        if (peer is null)
            return HandshakeResult.OverLimit;
        var answer = new byte[1 + SecondSize];
        answer[0] = Second;
        Span<byte> hash = stackalloc byte[SymmetricState.HashSize];
        handshake.Hash.CopyTo(hash);
        if (!handshake.TryWriteSecond(message[..Handshake.PublicKeySize], [], answer.AsSpan(1, Handshake.Overhead)))
            return HandshakeResult.Refused;
        WriteMark(hash, answer.AsSpan(1, Handshake.Overhead), answer.AsSpan(1 + Handshake.Overhead));

        // The channel before stays in use until the peer proves that it has the answer.
        var (fromInitiator, fromResponder) = handshake.Split();
        peer.Pending.Add(message.ToArray(), answer, new Channel(fromResponder, fromInitiator, ++_order, _time));
        peer.LastAnswered = number;
        peer.Initiated?.Dispose();
        peer.Initiated = null;
        _output.SendHandshake(origin, answer);
        return HandshakeResult.Taken;
    }

    private HandshakeResult ReceiveSecond(ulong origin, ReadOnlySpan<byte> message)
    {
        if (!_peers.TryGetValue(origin, out var peer) || peer.Initiated is not { } started)
            return HandshakeResult.Refused;
        // Only a relay with the key can have written what passes here, so forgeries cost no curve arithmetic.
        var second = message[..Handshake.Overhead];
        Span<byte> mark = stackalloc byte[MarkSize];
        WriteMark(started.Handshake.Hash, second, mark);
        if (!CryptographicOperations.FixedTimeEquals(mark, message[Handshake.Overhead..]) || !started.Handshake.TryReadSecond(second, []))
            return HandshakeResult.Refused;
        var (fromInitiator, fromResponder) = started.Handshake.Split();
        started.Dispose();
        peer.Initiated = null;
        peer.Adopt(new Channel(fromInitiator, fromResponder, started.Order, _time));
        GiveKeys(peer);
        return HandshakeResult.Taken;
    }

    /// <summary>What shows without curve arithmetic that a second message is from a relay with the key, and answers this first one.</summary>
    private void WriteMark(ReadOnlySpan<byte> hashOfFirst, ReadOnlySpan<byte> second, Span<byte> mark)
    {
        Span<byte> input = stackalloc byte[SymmetricState.HashSize + Handshake.Overhead];
        hashOfFirst.CopyTo(input);
        second.CopyTo(input[SymmetricState.HashSize..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key.AnswerKey, input, hash);
        hash[..MarkSize].CopyTo(mark);
    }
}
