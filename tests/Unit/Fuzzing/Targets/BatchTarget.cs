using Gelf.Engine.Buffers;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>Frames as the tap gives them, which are joined where they belong together.</summary>
internal static class BatchTarget
{
    private static readonly MessagePool s_pool = new();

    internal static void Check(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MessagePool.BatchSize || !FrameRecords.AreWellFormed(payload))
            return;
        var joined = Join(payload, behind: 0x00);

        // Joined or not: nothing of what happens to lie behind a message gets into it.
        Assert.Equal(joined, Join(payload, behind: 0xff));
        Assert.InRange(joined.Length, 0, payload.Length);
        Assert.True(FrameRecords.AreWellFormed(joined));
        if (DoAllFit(payload))
            Assert.True(DoAllFit(joined), "Joining made a frame that its header does not fit.");
        if (Count(joined) == Count(payload))
            Assert.Equal(payload, joined);
    }

    private static byte[] Join(ReadOnlySpan<byte> payload, byte behind)
    {
        var source = s_pool.Copy([.. new byte[Envelope.Size], .. payload]);
        var message = s_pool.Rent(MessagePool.BatchCapacity);
        Array.Fill(message.Array, behind);
        message.Length = Envelope.Size;
        var batch = new Batch(message);
        batch.AddAll(source);
        var joined = batch.Message.Span[Envelope.Size..].ToArray();
        source.Release();
        message.Release();
        return joined;
    }

    private static bool DoAllFit(ReadOnlySpan<byte> payload)
    {
        while (FrameRecords.TryTake(ref payload, out var headerAndFrame))
            if (!VirtioNetHeader.Read(headerAndFrame).Fits(headerAndFrame[VirtioNetHeader.Size..]))
                return false;
        return true;
    }

    private static int Count(ReadOnlySpan<byte> payload)
    {
        var count = 0;
        while (FrameRecords.TryTake(ref payload, out _))
            count++;
        return count;
    }
}
