using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Bench.Micro;

/// <summary>Sealing and opening: a packet, a super-frame, and a full batch.</summary>
[MemoryDiagnoser]
public class SealingBenchmarks : IDisposable
{
    private readonly SenderKey _key = new(0, RandomNumberGenerator.GetBytes(SenderKey.Size));
    private byte[] _toSeal = [];
    private byte[] _sealed = [];
    private byte[] _payload = [];
    private ulong _sequence = 1;

    [Params(1536, 64 * 1024, 256 * 1024)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _payload = new byte[Bytes];
        _toSeal = new byte[Envelope.Size + Bytes + Envelope.TagSize];
        new Envelope(MessageKind.Frames, true, Envelope.MaxHopLimit, 0, 7, 1, 2, 1).Write(_toSeal);
        _sealed = (byte[])_toSeal.Clone();
        _key.Seal(_sealed, 1);
        if (!Open())
            throw new InvalidOperationException("What was sealed does not open.");
    }

    [Benchmark]
    public void Seal() => _key.Seal(_toSeal, ++_sequence);

    [Benchmark]
    public bool Open() => _key.TryOpen(_sealed, 1, _payload);

    [GlobalCleanup]
    public void Dispose()
    {
        _key.Dispose();
        GC.SuppressFinalize(this);
    }
}
