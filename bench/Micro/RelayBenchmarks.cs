using BenchmarkDotNet.Attributes;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Sealing;

namespace Gelf.Bench.Micro;

/// <summary>A frame's whole way from tap to tap, but for kernel and sockets: a packet, and a super-frame.</summary>
[MemoryDiagnoser]
public class RelayBenchmarks : IDisposable
{
    // Hellos, echoes and acks in the share that they have of a second of full load, or so.
    private const int FramesPerTick = 1000;

    private MemorySegment _segment = null!;
    private byte[] _frame = [];
    private int _frames;

    [Params(false, true)]
    public bool Sealed { get; set; }

    [Params(1514, 65_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using var key = Sealed ? SegmentKey.Create() : null;
        _segment = new MemorySegment(key);
        _frame = Record(Bytes, to: _segment.TapTwo, from: _segment.TapOne);

        // The answer tells the first relay where the address is; until then it floods.
        Frame();
        _segment.TapTwo.Offer(Record(60, to: _segment.TapOne, from: _segment.TapTwo));
        _segment.Settle();
    }

    [Benchmark]
    public int Frame()
    {
        var before = _segment.TapTwo.Written;
        _segment.TapOne.Offer(_frame);
        _segment.Settle();
        if (++_frames % FramesPerTick == 0)
            _segment.Pass(TimeSpan.FromMilliseconds(50));
        // It may have to wait for an ack, but not for ever.
        for (var i = 0; _segment.TapTwo.Written == before; i++)
        {
            if (i == 100)
                throw new InvalidOperationException($"Frame {_frames} did not arrive: {_segment.One.Stats()}");
            _segment.Two.Acks.FlushDue();
            _segment.Pass(TimeSpan.FromMilliseconds(1));
        }
        return _segment.TapTwo.Written;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _segment.Dispose();
        GC.SuppressFinalize(this);
    }

    private static byte[] Record(int length, MemoryTap to, MemoryTap from) =>
        [.. new byte[VirtioNetHeader.Size], .. Frames.Tcp(length, to.MacAddress, from.MacAddress)];
}
