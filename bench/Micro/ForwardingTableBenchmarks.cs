using BenchmarkDotNet.Attributes;
using Gelf.Engine.Datapath;
using Gelf.Engine.Ethernet;

namespace Gelf.Bench.Micro;

/// <summary>The forwarding table of a large segment: asked for each frame that goes, taught by each that comes.</summary>
[MemoryDiagnoser]
public class ForwardingTableBenchmarks
{
    private const int Addresses = 10_000;

    // Coprime to the number of addresses, so that neighbors in time are not neighbors in memory.
    private const int Stride = 7_919;

    private readonly ForwardingTable _table = new(TimeProvider.System);
    private readonly byte[][] _out = new byte[Addresses][];
    private readonly byte[][] _in = new byte[Addresses][];
    private int _at;

    [GlobalSetup]
    public void Setup()
    {
        var host = new MacAddress(0x0200_0001_0000UL);
        for (var i = 0; i < Addresses; i++)
        {
            var address = new MacAddress(0x0200_0000_0000UL + (ulong)i);
            _out[i] = Frames.Tcp(64, address, host);
            _in[i] = Frames.Tcp(64, host, address);
            _table.Learn(_in[i], (ulong)i + 1);
        }
    }

    [Benchmark]
    public ulong Find() => _table.TargetOf(_out[Next()]);

    [Benchmark]
    public void LearnAgain() => _table.Learn(_in[Next()], 1);

    private int Next() => _at = (_at + Stride) % Addresses;
}
