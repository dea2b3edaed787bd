using Gelf.Engine.Devices;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Relaying;

/// <summary>
/// From the tap to the segment: reads what is ready straight into a message, and closes the message when the next frame
/// is for another target or flow, when it is full, or when nothing more is ready. One thread uses it.
/// </summary>
internal sealed class FrameSender(
    ITap tap, Outbox outbox, Neighbors neighbors, FlowLabeler flows, MessagePool pool, RelayCounters counters)
{
    // Then the caller looks whether it is to stop.
    private const int ReadsPerPump = 256;

    // Where all cores are busy, whoever makes the frames may be waiting for this one: it is let go before a batch that is not
    // full is sent, and more of them join it. Where a core is free, it costs nothing.
    private const int YieldsPerPump = 2;

    private MessageBuffer? _batch;
    private ulong _target;
    private uint _flow;
    private int _limit;

    /// <summary>Sends what the tap has ready now.</summary>
    internal void Pump()
    {
        var yields = YieldsPerPump;
        for (var reads = 0; reads < ReadsPerPump; reads++)
        {
            _batch ??= NewBatch();
            var at = _batch.Length;
            var length = tap.Read(_batch.Array.AsSpan(at + FrameRecords.LengthSize));
            if (length == 0)
            {
                if (at == Envelope.Size || yields-- == 0)
                    break;
                Thread.Yield();
                continue;
            }
            var frameLength = length - VirtioNetHeader.Size;
            if (frameLength < FrameRecords.MinFrame)
            {
                counters.CountDrop(DropReason.Malformed);
                continue;
            }
            FrameRecords.WriteLength(_batch.Array.AsSpan(at), length);
            Add(at, FrameRecords.LengthSize + length, _batch.Array.AsSpan(at + FrameRecords.LengthSize + VirtioNetHeader.Size, frameLength));
        }
        Flush();
    }

    private void Add(int at, int recordLength, ReadOnlySpan<byte> frame)
    {
        counters.CountSent(frame.Length);
        var target = neighbors.TargetOf(frame);
        var flow = flows.Label(frame);
        var isFirst = at == Envelope.Size;
        if (!isFirst && (target != _target || flow != _flow))
        {
            // The frame was read behind a batch that it does not belong to: it starts the next one.
            var next = NewBatch();
            _batch!.Array.AsSpan(at, recordLength).CopyTo(next.Array.AsSpan(next.Length));
            Flush();
            _batch = next;
        }
        if (isFirst || target != _target)
            _limit = outbox.BatchLimit(target);
        (_target, _flow) = (target, flow);
        _batch!.Length += recordLength;
        if (_batch.Length >= _limit)
            Flush();
    }

    private void Flush()
    {
        if (_batch is null || _batch.Length == Envelope.Size)
            return;
        var batch = _batch;
        if (MessagePool.IsRoomy(batch))
        {
            batch = pool.Copy(_batch.Span, SenderKey.TagSize);
            _batch.Length = Envelope.Size;
        }
        else
        {
            _batch = null;
        }
        outbox.Send(_target, _flow, batch);
    }

    private MessageBuffer NewBatch()
    {
        var batch = pool.Rent(MessagePool.BatchCapacity);
        batch.Length = Envelope.Size;
        return batch;
    }
}
