using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>Writes the frames of an authentic message to the tap. Any thread calls.</summary>
internal sealed class TapWriter(ITap tap, ForwardingTable forwarding, RelayCounters counters)
{
    /// <summary>Writes the frames to the tap, and counts those that are dropped.</summary>
    internal void Take(ulong origin, ReadOnlySpan<byte> payload)
    {
        // All or nothing: nothing is taken from a message that does not parse to its end.
        if (!FrameRecords.AreWellFormed(payload))
        {
            counters.CountDrop(DropReason.Malformed);
            return;
        }
        while (FrameRecords.TryTake(ref payload, out var headerAndFrame))
        {
            var frame = headerAndFrame[VirtioNetHeader.Size..];
            if (!VirtioNetHeader.Read(headerAndFrame).Fits(frame))
            {
                counters.CountBadHeader();
                continue;
            }
            forwarding.Learn(frame, origin);
            if (tap.Write(headerAndFrame))
                counters.CountReceived(frame.Length);
            else
                counters.CountTapRefused();
        }
    }
}
