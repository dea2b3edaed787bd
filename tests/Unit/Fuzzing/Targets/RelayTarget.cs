using Gelf.Engine.Buffers;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Tests.Unit.Simulation;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>Messages that a wire gives to one of two linked relays, each of which takes in, forwards and answers what it will.</summary>
internal static class RelayTarget
{
    private const int Capacity = 1 << 17;

    // Whatever a liar has said is forgotten by then.
    private const double SecondsToHeal = 16;

    internal static void CheckPlain(ReadOnlySpan<byte> script)
    {
        var written = Run(script, key: null, behind: 0x00);

        // Nothing of what happens to lie behind a message in its buffer gets to a host.
        Assert.Equal(written, Run(script, key: null, behind: 0xff));
    }

    internal static void CheckSealed(ReadOnlySpan<byte> script)
    {
        using var key = SegmentKey.FromBytes(new byte[32]);

        // Nobody without the key has anything to say to a host.
        Assert.Empty(Run(script, key, behind: 0xff));
    }

    /// <returns>What the relays have written to their taps.</returns>
    private static List<string> Run(ReadOnlySpan<byte> script, SegmentKey? key, byte behind)
    {
        var segment = new SimulatedSegment();
        var (one, two, wire) = (segment.AddRelay(key), segment.AddRelay(key), segment.AddWire());
        segment.Connect(one.Receiver, two.Receiver);
        var link = segment.Connect(one.Receiver, wire).A;
        segment.Run(key is null ? 0.1 : 0.5);
        if (key is not null)
            Assert.Equal(1, one.Relay.Stats().Peers);

        for (var messages = new MessageScript(script); link.ClosedBecause is null && messages.TryTake(1, out _, out var message);)
        {
            var buffer = new MessageBuffer(null, Capacity);
            buffer.Reset();
            Array.Fill(buffer.Array, behind);
            message.CopyTo(buffer.Array);
            buffer.Length = message.Length;
            link.Owner.Receive(link, buffer);
            segment.Settle();
        }
        segment.Run(0.2);
        string[] written = [.. one.Tap.Written.Concat(two.Tap.Written).Select(Describe)];

        segment.Run(SecondsToHeal);
        CheckPasses(segment, one, two);
        CheckPasses(segment, two, one);
        return [.. written];
    }

    private static void CheckPasses(SimulatedSegment segment, SimulatedSegment.SimulatedRelay from, SimulatedSegment.SimulatedRelay to)
    {
        var frame = Frame.Make(Frame.Broadcast, from.Tap.MacAddress, mark: 99);
        to.Tap.Written.Clear();
        from.Tap.HostSends(frame);
        segment.Settle();
        Assert.Equal(1, to.Tap.Frames.Count(f => f.AsSpan().SequenceEqual(frame)));
    }

    private static string Describe(byte[] headerAndFrame)
    {
        Assert.InRange(headerAndFrame.Length, VirtioNetHeader.Size + FrameRecords.MinFrame, VirtioNetHeader.Size + FrameRecords.MaxFrame);
        Assert.True(VirtioNetHeader.Read(headerAndFrame).Fits(headerAndFrame.AsSpan(VirtioNetHeader.Size)), "A header that does not fit its frame is for no kernel.");
        return Convert.ToHexStringLower(headerAndFrame);
    }
}
