using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>The payload of a frames message.</summary>
internal static class RecordsTarget
{
    internal static void Check(ReadOnlySpan<byte> payload)
    {
        var written = new byte[payload.Length];
        var at = 0;
        var rest = payload;
        while (FrameRecords.TryTake(ref rest, out var headerAndFrame))
        {
            Assert.InRange(headerAndFrame.Length, VirtioNetHeader.Size + FrameRecords.MinFrame, VirtioNetHeader.Size + FrameRecords.MaxFrame);
            FrameRecords.WriteLength(written.AsSpan(at), headerAndFrame.Length);
            at += FrameRecords.LengthSize;
            headerAndFrame.CopyTo(written.AsSpan(at));
            at += headerAndFrame.Length;
        }

        Assert.Equal(payload[..^rest.Length], written.AsSpan(0, at));
        Assert.Equal(rest.IsEmpty && !payload.IsEmpty, FrameRecords.AreWellFormed(payload));
    }
}
