using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>A virtio-net header and the frame behind it.</summary>
internal static class FrameTarget
{
    internal static void Check(ReadOnlySpan<byte> headerAndFrame)
    {
        if (headerAndFrame.Length is < VirtioNetHeader.Size + FrameRecords.MinFrame or > VirtioNetHeader.Size + FrameRecords.MaxFrame)
            return;
        var frame = headerAndFrame[VirtioNetHeader.Size..];
        CheckHeader(headerAndFrame[..VirtioNetHeader.Size], frame);

        Assert.InRange(EtherType.OfPayload(frame, out _), FrameRecords.MinFrame, frame.Length);
        Assert.Equal(new FlowLabeler(new byte[32]).Label(frame), new FlowLabeler(new byte[32]).Label(frame));
        var address = MacAddress.Read(frame);
        Assert.True(MacAddress.TryParse(address.ToString(), out var again));
        Assert.Equal(address, again);
    }

    private static void CheckHeader(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> frame)
    {
        var header = VirtioNetHeader.Read(bytes);
        var written = new byte[VirtioNetHeader.Size];
        header.Write(written);
        Assert.Equal(bytes, written);
        if (!header.Fits(frame))
            return;

        // What would have the next kernel read or write beyond the frame, or cut without end.
        Assert.True(header.HeaderLength <= frame.Length);
        if ((header.Flags & VirtioNetHeader.NeedsChecksum) != 0)
            Assert.InRange(header.ChecksumStart + header.ChecksumOffset + 2, FrameRecords.MinFrame + 2, frame.Length);
        Assert.Equal(header.GsoType == VirtioNetHeader.GsoNone, header.GsoSize == 0);
        // The same frame with its checksum filled in and cut already.
        Assert.True(default(VirtioNetHeader).Fits(frame));
    }
}
