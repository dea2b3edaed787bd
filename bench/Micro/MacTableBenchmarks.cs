using BenchmarkDotNet.Attributes;
using Gelf.Engine.Devices;
using Gelf.Engine.Switching;

namespace Gelf.Bench.Micro;

/// <summary>The MAC table of a large segment: asked for each frame that goes, taught by each that comes.</summary>
[MemoryDiagnoser]
public class MacTableBenchmarks
{
    private const int Addresses = 10_000;

    // Coprime to the number of addresses, so that neighbours in time are none in memory.
    private const int Stride = 7_919;

    private readonly MacTable _table = new(TimeProvider.System);
    private int _at;

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Addresses; i++)
            _table.Learn(AddressOf(i), (ulong)i + 1);
    }

    [Benchmark]
    public ulong Find() => _table.Find(Next());

    [Benchmark]
    public bool LearnAgain() => _table.Learn(Next(), 1);

    private MacAddress Next() => AddressOf(_at = (_at + Stride) % Addresses);

    private static MacAddress AddressOf(int number) => new(0x0200_0000_0000UL + (ulong)number);
}
