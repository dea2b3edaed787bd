using BenchmarkDotNet.Attributes;
using Gelf.Engine.Protocol;

namespace Gelf.Bench.Micro;

/// <summary>The 32 bytes before every payload, which every node on the way reads.</summary>
[MemoryDiagnoser]
public class EnvelopeBenchmarks
{
    private static readonly Envelope s_envelope = new(MessageKind.Frames, true, Envelope.MaxHopLimit, 0, 7, 1, 2, 3);
    private readonly byte[] _message = new byte[Envelope.Size + 1514];

    [GlobalSetup]
    public void Setup() => s_envelope.Write(_message);

    [Benchmark]
    public bool Read() => Envelope.TryRead(_message, out _);

    [Benchmark]
    public void Write() => s_envelope.Write(_message);
}
