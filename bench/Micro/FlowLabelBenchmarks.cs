using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Gelf.Engine.Ethernet;

namespace Gelf.Bench.Micro;

/// <summary>Labels of frames: of a flow that goes on, and of flows that are all new.</summary>
[MemoryDiagnoser]
public class FlowLabelBenchmarks
{
    private readonly FlowLabeler _labeler = new(new byte[32]);
    private readonly byte[] _known = Frames.Tcp(1514);
    private readonly byte[] _new = Frames.Tcp(1514);
    private uint _address;

    [Benchmark]
    public uint KnownFlow() => _labeler.Label(_known);

    [Benchmark]
    public uint NewFlow()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_new.AsSpan(Frames.SourceAddressAt), ++_address);
        return _labeler.Label(_new);
    }
}
