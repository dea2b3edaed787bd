using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>What somebody with the token does, such as a phone that was let in: it is a wire of the segment, and has no key.</summary>
/// <param name="segment">The segment.</param>
internal sealed class TokenHolders(HostileSegment segment)
{
    private const int ResendEvery = 20; // ms
    private const int Remembered = 64;

    private readonly ConcurrentDictionary<ulong, byte> _relays = new();
    private readonly ConcurrentQueue<byte[]> _firstMessages = new();

    /// <summary>What was heard of the relays' first handshake messages.</summary>
    internal int FirstMessages => _firstMessages.Count;

    /// <summary>The ids of the relays, as their hellos say them.</summary>
    internal int Relays => _relays.Count;

    /// <summary>Carries messages between the relays as a wire does, and keeps what can be used later, until it is cancelled.</summary>
    internal async Task CarryAndKeepAsync(CancellationToken cancellationToken)
    {
        using var one = await OpenOneAsync(cancellationToken);
        using var two = await HostileWire.OpenAsync(HostileSegment.EndPointTwo, segment.Token, cancellationToken);
        await Task.WhenAll(one.LiveAsync(message => PassAsync(message, two, cancellationToken), cancellationToken),
            two.LiveAsync(message => PassAsync(message, one, cancellationToken), cancellationToken));
    }

    /// <summary>Says bye and hello in the name of each relay, with the highest number there is.</summary>
    internal Attack SayByeForOthers() => new("byes", (attack, cancel) => RepeatAsync(attack, async wire =>
    {
        foreach (var relay in _relays.Keys)
        {
            await wire.SayAsync(MessageKind.Bye, default, relay, Envelope.All, Envelope.MaxSequence, Envelope.MaxHopLimit, cancel);
            await wire.SayAsync(MessageKind.Hello, """{"name":"gone","role":"relay"}"""u8.ToArray(), relay, Envelope.All, Envelope.MaxSequence - 1, Envelope.MaxHopLimit, cancel);
            await wire.SayAsync(MessageKind.EchoAnswer, new byte[8], relay, Envelope.All, Envelope.MaxSequence - 2, 0, cancel);
        }
    }, cancel));

    /// <summary>Sends the longest messages of each kind that goes before frames, while another link of its own is never read.</summary>
    internal Attack FillQueues() => new("queues", async (attack, cancel) =>
    {
        using var unread = await OpenOneAsync(cancel);
        var sequence = 0UL;
        var origin = NewId();
        await RepeatAsync(attack, async wire =>
        {
            foreach (var (kind, length) in new[] { (MessageKind.Handshake, 65), (MessageKind.Ack, 36), (MessageKind.ProbeAnswer, 28), (MessageKind.Probe, 1000), (MessageKind.Bye, 0) })
                await wire.SayAsync(kind, new byte[length], origin, NewId(), ++sequence, Envelope.MaxHopLimit, cancel);
        }, cancel);
    });

    /// <summary>Sends messages that go before frames and are longer than any may be.</summary>
    internal Attack SendTooLong() => new("too long", (attack, cancel) => RepeatAsync(attack, async wire =>
    {
        foreach (var kind in new[] { MessageKind.Handshake, MessageKind.Bye, MessageKind.ProbeAnswer, MessageKind.Ack })
            await wire.SayAsync(kind, new byte[1 << 18], NewId(), NewId(), 1, Envelope.MaxHopLimit, cancel);
    }, cancel));

    /// <summary>Sends, from invented relays, payloads that only their target can see are malformed.</summary>
    internal Attack SendMalformed() => new("malformed", (attack, cancel) => RepeatAsync(attack, async wire =>
    {
        foreach (var target in _relays.Keys.Append(Envelope.All))
            foreach (var kind in new[] { MessageKind.Ack, MessageKind.Probe, MessageKind.ProbeAnswer, MessageKind.Handshake, MessageKind.Frames })
                await wire.SayAsync(kind, new byte[11], NewId(), target, 1, Envelope.MaxHopLimit, cancel);
    }, cancel));

    /// <summary>Says the relays' old first handshake messages again, and invented ones.</summary>
    internal Attack ReplayHandshakes() => new("handshakes", (attack, cancel) => RepeatAsync(attack, async wire =>
    {
        foreach (var message in _firstMessages)
            await wire.SendAsync(message, cancel);
        foreach (var relay in _relays.Keys)
            await wire.SayAsync(MessageKind.Handshake, (byte[])[(byte)RandomNumberGenerator.GetInt32(1, 3), .. RandomNumberGenerator.GetBytes(48)], NewId(), relay, 1, Envelope.MaxHopLimit, cancel);
    }, cancel));

    private async Task RepeatAsync(Attack attack, Func<HostileWire, Task> strike, CancellationToken cancellationToken)
    {
        using var wire = await OpenOneAsync(cancellationToken);
        using var living = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // In a thread of its own: while messages are there, it does not wait.
        var life = Task.Run(() => wire.LiveAsync(_ => Task.CompletedTask, living.Token), CancellationToken.None);
        try
        {
            while (!life.IsCompleted)
            {
                await strike(wire);
                attack.Strike();
                await Task.Delay(ResendEvery, cancellationToken);
            }
        }
        finally
        {
            await living.CancelAsync();
            await life.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private Task<HostileWire> OpenOneAsync(CancellationToken cancellationToken) => HostileWire.OpenAsync(HostileSegment.EndPointOne, segment.Token, cancellationToken);

    private Task PassAsync(ReadOnlyMemory<byte> received, HostileWire to, CancellationToken cancellationToken)
    {
        var message = received.ToArray();
        if (!Envelope.TryRead(message, out var envelope) || envelope.HopLimit == 0)
            return Task.CompletedTask;
        if (envelope.Kind == MessageKind.Hello)
            _relays.TryAdd(envelope.Origin, 0);
        if (envelope.Kind == MessageKind.Handshake && message[Envelope.Size] == 1 && _firstMessages.Count < Remembered)
            _firstMessages.Enqueue(received.ToArray());
        Envelope.SetHopLimit(message, (byte)(envelope.HopLimit - 1));
        return to.SendAsync(message, cancellationToken);
    }

    private static ulong NewId() => BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}
