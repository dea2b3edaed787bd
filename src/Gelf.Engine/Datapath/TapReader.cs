using Gelf.Engine.Buffers;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// Reads frames from the tap straight into messages, one open message for each target and flow. It sends a message when it is full, and all
/// of them when the tap has no more, or when much has been read. A message of bulk data waits a little for more frames. One thread uses it.
/// </summary>
internal sealed class TapReader(
    ITap tap, PeerSender sender, ForwardingTable forwarding, FlowLabeler flows, MessagePool pool, RelayCounters counters, TimeProvider time)
{
    // Then all messages are sent, and the caller checks whether it is to stop, even if the tap is never empty.
    private const int ReadsPerPump = 256;
    private const int BytesPerPump = 1024 * 1024;

    // When all cores are busy, the sender of the frames may be waiting for this one. So the thread yields before it sends a batch that is
    // not full, and more frames join the batch.
    private const int YieldsPerPump = 2;

    // A message as long as a whole super-frame waits for more frames: TCP with pacing sends a super-frame now and then, and messages of one
    // each cost far more. Smaller ones are sent at once, and so are all while less than a batch is in flight: their sender may be waiting
    // for an answer. When the time of the oldest message is up, the others leave with it.
    private const int BulkSize = 56 * 1024;
    private static readonly TimeSpan s_maxHold = TimeSpan.FromMilliseconds(0.5);

    private const int MaxOpen = 16;

    private readonly OpenBatch[] _open = new OpenBatch[MaxOpen];
    private int _openCount;
    private readonly CoreYield _yield = new(time);

    // The next frame is read to the end of the batch that the last one joined, since it most likely belongs there; else into this.
    private int _last = -1;
    private MessageBuffer? _empty;

    private struct OpenBatch
    {
        internal Batch Batch;
        internal ulong Target;
        internal uint Flow;
        internal int Limit;
        internal long OpenedAt;
    }

    /// <summary>Sends the frames that the tap has now, and those that come while a message waits.</summary>
    internal void Pump()
    {
        var yields = YieldsPerPump;
        for (int reads = 0, bytes = 0; reads < ReadsPerPump && bytes < BytesPerPump; reads++)
        {
            var into = _last >= 0 ? _open[_last].Batch.Message : _empty ??= NewMessage();
            var record = into.Array.AsSpan(into.Length);
            var length = tap.Read(record[FrameRecords.LengthSize..]);
            if (length == 0)
            {
                if (_openCount == 0)
                    break;
                if (yields > 0 && _yield.TryYield())
                {
                    yields--;
                    continue;
                }
                if (!WaitForMore())
                    break;
                continue;
            }
            if (length - VirtioNetHeader.Size < FrameRecords.MinFrame)
            {
                counters.CountDrop(DropReason.Malformed);
                continue;
            }
            VirtioNetHeader.RaiseGsoSize(record[FrameRecords.LengthSize..]);
            FrameRecords.WriteLength(record, length);
            Add(record[..(FrameRecords.LengthSize + length)]);
            bytes += length;
        }
        while (_openCount > 0)
            Send(0);
    }

    /// <summary>
    /// Sends the messages that may not wait, and waits for frames to join the others. False: none came, or no message is left.
    /// </summary>
    private bool WaitForMore()
    {
        for (var at = 0; at < _openCount;)
            if (MayWait(_open[at]))
                at++;
            else
                Send(at);
        return _openCount > 0 && tap.WaitToRead(s_maxHold - time.GetElapsedTime(_open[0].OpenedAt));
    }

    private bool MayWait(in OpenBatch open) =>
        open.Batch.Message.Length >= BulkSize && time.GetElapsedTime(open.OpenedAt) < s_maxHold && sender.HasBatchInFlight(open.Target);

    private void Add(Span<byte> record)
    {
        var frame = record[(FrameRecords.LengthSize + VirtioNetHeader.Size)..];
        counters.CountSent(frame.Length);
        var target = forwarding.TargetOf(frame);
        var flow = flows.Label(frame);
        var at = IndexOf(target, flow);
        if (at < 0)
            at = Open(target, flow);
        _last = at;
        ref var open = ref _open[at];
        open.Batch.Add(record);
        if (open.Batch.Message.Length >= open.Limit || !HasRoom(open.Batch.Message))
            Send(at);
    }

    /// <summary>Whether one more frame of any length fits: the length is not known before the frame is read.</summary>
    private static bool HasRoom(MessageBuffer message) => message.Length + FrameRecords.MaxRecord + Envelope.TagSize <= message.Capacity;

    private int IndexOf(ulong target, uint flow)
    {
        if (_last >= 0 && _open[_last].Flow == flow && _open[_last].Target == target)
            return _last;
        for (var at = 0; at < _openCount; at++)
            if (_open[at].Flow == flow && _open[at].Target == target)
                return at;
        return -1;
    }

    private int Open(ulong target, uint flow)
    {
        // Not the last one: the frame is in its buffer.
        if (_openCount == MaxOpen)
            Send(_last == 0 ? 1 : 0);
        MessageBuffer message;
        if (_last < 0)
            (message, _empty) = (_empty!, null); // the frame is there already
        else
            message = NewMessage();
        _open[_openCount] = new OpenBatch
        {
            Batch = new Batch(message), Target = target, Flow = flow, Limit = sender.BatchLimit(target), OpenedAt = time.GetTimestamp(),
        };
        return _openCount++;
    }

    /// <summary>Sends an open message. Those behind it move up, so that the oldest one is always the first.</summary>
    private void Send(int at)
    {
        var (message, target, flow) = (_open[at].Batch.Message, _open[at].Target, _open[at].Flow);
        _openCount--;
        Array.Copy(_open, at + 1, _open, at, _openCount - at);
        _open[_openCount] = default;
        _last = _last == at ? -1 : _last > at ? _last - 1 : _last;
        if (pool.IsRoomy(message))
        {
            var copy = pool.Copy(message.Span, Envelope.TagSize);
            if (_empty is null)
                (_empty = message).Length = Envelope.Size;
            else
                message.Release();
            message = copy;
        }
        sender.Send(target, flow, message);
    }

    private MessageBuffer NewMessage()
    {
        var message = pool.Rent(MessagePool.BatchCapacity);
        message.Length = Envelope.Size;
        return message;
    }
}
