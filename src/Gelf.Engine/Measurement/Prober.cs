using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gelf.Engine.Buffers;
using Gelf.Engine.Datapath;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Measurement;

/// <summary>Asks peers, and answers them: the measurements of a relay that are under way, and a bound to what others may ask. Any thread calls.</summary>
internal sealed class Prober(LinkedSwitch linkedSwitch, TimeProvider time, MessagePool pool, RelayCounters counters, KeyExchange? keys) : IProbes
{
    // A path of 40 Gbit/s is measured with as many; all answers together are some 1.2 MB a second at most.
    private const double AnswersPerSecond = 20_000;
    private const double AnswersAtOnce = 1_000;

    private readonly ConcurrentDictionary<uint, PathTest> _tests = new();
    private readonly Lock _gate = new();
    private readonly RateLimit _answers = new(time, AnswersPerSecond, AnswersAtOnce); // guarded by _gate

    /// <summary>Starts to measure; <see cref="Tick(PathTest)"/> keeps it going.</summary>
    internal PathTest Start(ulong peer, PathTestOptions options)
    {
        while (true)
        {
            var id = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
            // Half at once: probes may come closer together than they were sent.
            var pace = new RateLimit(time, AnswersPerSecond, AnswersAtOnce / 2);
            var test = new PathTest(peer, id, options, time, pace, (number, bytes) => Ask(peer, number, bytes));
            if (_tests.TryAdd(test.Id, test))
                return test;
        }
    }

    /// <summary>Forgets a measurement, done or not.</summary>
    internal void End(PathTest test) => _tests.TryRemove(test.Id, out _);

    /// <summary>Does what is due by now.</summary>
    internal void Tick(PathTest test) => linkedSwitch.Flush(test.Tick());

    /// <summary>Does what is due by now in all measurements.</summary>
    internal void Tick()
    {
        if (_tests.IsEmpty)
            return;
        foreach (var (_, test) in _tests)
            Tick(test);
    }

    /// <summary>Answers a peer's probe. False: it cannot be one; the caller counts it.</summary>
    public bool TryAnswer(in Envelope envelope, ReadOnlySpan<byte> payload)
    {
        // What is for all has no one path, and one question would have as many answers as there are relays.
        if (envelope.Target == Envelope.All || !Probe.TryRead(payload, out var number))
            return false;
        bool isWithinLimit;
        lock (_gate)
            isWithinLimit = _answers.TryTake();
        if (isWithinLimit)
            Answer(envelope, new ProbeAnswer(number, (uint)payload.Length));
        else
            counters.CountProbeLimit();
        return true;
    }

    /// <summary>Takes a peer's answer in. False: it cannot be one; the caller counts it.</summary>
    public bool TryTake(ulong origin, ReadOnlySpan<byte> payload)
    {
        if (!ProbeAnswer.TryRead(payload, out var answer))
            return false;
        if (_tests.TryGetValue((uint)(answer.Number >> 32), out var test) && test.Peer == origin)
            linkedSwitch.Flush(test.Take(answer));
        return true;
    }

    private void Answer(in Envelope probe, in ProbeAnswer answer)
    {
        var message = Rent(ProbeAnswer.Size);
        answer.Write(message.Array.AsSpan(Envelope.Size));
        linkedSwitch.Flush(Send(MessageKind.ProbeAnswer, probe.Flow, probe.Origin, message));
    }

    private LinkSet Ask(ulong peer, ulong number, int bytes)
    {
        var message = Rent(bytes);
        Probe.Write(message.Array.AsSpan(Envelope.Size, bytes), number);
        return Send(MessageKind.Probe, 0, peer, message);
    }

    private MessageBuffer Rent(int bytes)
    {
        var message = pool.Rent(Envelope.Size + bytes + Envelope.TagSize);
        message.Length = Envelope.Size + bytes;
        return message;
    }

    private LinkSet Send(MessageKind kind, uint flow, ulong target, MessageBuffer message)
    {
        var links = linkedSwitch.Originate(kind, flow, target, message, keys?.CurrentKey, out _);
        if (links.IsEmpty)
            counters.CountNoPeer();
        message.Release();
        return links;
    }
}
