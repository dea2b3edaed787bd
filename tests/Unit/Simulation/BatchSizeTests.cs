using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>Where a run of frames is cut into messages.</summary>
public sealed class BatchSizeTests
{
    private readonly SimulatedSegment _segment = new();
    private readonly SimulatedSegment.SimulatedRelay _one;
    private readonly SimulatedSegment.SimulatedRelay _two;
    private readonly List<int> _sent = [];

    public BatchSizeTests() => (_one, _two) = _segment.AddPair(_sent);

    [Fact]
    public void Four_super_frames_fill_a_message()
    {
        HostSends(Enumerable.Repeat(65_000, 5));

        Assert.Equal(2, _sent.Count);
        Assert.InRange(_sent[0], 4 * 65_000, MessagePool.BatchSize);
    }

    [Theory]
    [InlineData(40_000), InlineData(50_000), InlineData(FrameRecords.MaxFrame), InlineData(1_514)]
    public void No_message_is_larger_than_a_batch_may_be(int length)
    {
        HostSends(Enumerable.Repeat(length, 1_000_000 / length));

        Assert.InRange(_sent.Max(), MessagePool.BatchSize - FrameRecords.MaxRecord, MessagePool.BatchSize);
        Assert.Equal(1_000_000 / length, _two.Tap.Frames.Count(f => f.Length == length));
    }

    [Fact]
    public void The_first_message_to_a_peer_is_no_longer_than_what_follows_while_the_rate_is_not_known()
    {
        for (var i = 0; i < 30; i++)
            _one.Tap.HostSends(Frame.Make(_two.Tap.MacAddress, _one.Tap.MacAddress, 10_000));
        _one.Relay.Pump();
        _segment.Run(0.2);

        Assert.InRange(_sent[0], 60_000, 64 * 1024 + 10_000);
    }

    private void HostSends(IEnumerable<int> lengths)
    {
        foreach (var length in lengths)
            _one.Tap.HostSends(Frame.Make(Frame.Broadcast, _one.Tap.MacAddress, length));
        _one.Relay.Pump();
        _segment.Run(0.2);
    }
}
