using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Gelf.Engine.Protocol;
using Gelf.Engine.Switching;

namespace Gelf.Bench.Micro;

/// <summary>What a wire does for each message: seen before? for whom? on which link?</summary>
[MemoryDiagnoser]
public class ForwardingBenchmarks
{
    private const ulong Own = 1;
    private const ulong Sender = 2;
    private const ulong Target = 3;

    private readonly byte[] _message = new byte[Envelope.Size + 1514];
    private Switch _switch = null!;
    private int _from;
    private ulong _sequence = 1;

    private sealed class Nowhere : ISwitchOutput
    {
        public void SendControl(LinkSet links, ReadOnlySpan<byte> message)
        {
        }

        public void PeersChanged()
        {
        }
    }

    [GlobalSetup]
    public void Setup()
    {
        _switch = new Switch(Own, new Hello { Name = "wire", Role = Hello.WireRole }, new HandClock(), new Nowhere());
        _from = _switch.OpenLink();
        var to = _switch.OpenLink();
        HearHello(_from, Sender);
        HearHello(to, Target);
        new Envelope(MessageKind.Frames, true, Envelope.MaxHopLimit, 0, 7, Sender, Target, 1).Write(_message);
        if (ReceiveTargeted() != to)
            throw new InvalidOperationException("The message was not forwarded to its target.");
    }

    /// <summary>A message for a relay that is known.</summary>
    [Benchmark]
    public int ReceiveTargeted()
    {
        BinaryPrimitives.WriteUInt64BigEndian(_message.AsSpan(24), ++_sequence);
        var verdict = _switch.Receive(_from, _message);
        return verdict.Forward.IsEmpty ? -1 : verdict.Forward.Pick(0);
    }

    /// <summary>A copy that came another way.</summary>
    [Benchmark]
    public bool ReceiveDuplicate() => _switch.Receive(_from, _message).Drop == DropReason.Duplicate;

    private void HearHello(int slot, ulong id)
    {
        var payload = new Hello { Name = $"relay{id}", Role = Hello.RelayRole }.ToPayload();
        var message = new byte[Envelope.Size + payload.Length];
        new Envelope(MessageKind.Hello, false, Envelope.MaxHopLimit, 0, 0, id, Envelope.All, 1).Write(message);
        payload.CopyTo(message, Envelope.Size);
        _switch.Receive(slot, message);
    }
}
