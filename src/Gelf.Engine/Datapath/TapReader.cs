using Gelf.Engine.Buffers;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Datapath;

/// <summary>
/// From the tap to the segment: reads what is ready straight into messages, one for each target and flow at a time, and sends
/// each when it is full, all of them when nothing more is ready or much has been read; but what more is likely to join waits
/// for it a little. One thread uses it.
/// </summary>
internal sealed class TapReader(
    ITap tap, PeerSender sender, ForwardingTable forwarding, FlowLabeler flows, MessagePool pool, RelayCounters counters, TimeProvider time)
{
    // Then all is sent, and the caller looks whether it is to stop: nothing is to wait for long behind a tap that is never empty.
    private const int ReadsPerPump = 256;
    private const int BytesPerPump = 1024 * 1024;

    // Where all cores are busy, whoever makes the frames may be waiting for this one: it is let go before a batch that is not
    // full is sent, and more of them join it.
    private const int YieldsPerPump = 2;

    // A message as long as a whole super-frame waits for more to join it: TCP that paces itself lets one go every now and then, and
    // messages of one each cost far more. What is smaller goes at once, and so does everything while less than a batch is under way:
    // whoever sent it may be waiting for an answer. When the time of the oldest message is up, the others go with it.
    private const int BulkSize = 56 * 1024;
    private static readonly TimeSpan s_longestHold = TimeSpan.FromMilliseconds(0.5);

    private const int MaxOpen = 16;

    private readonly OpenBatch[] _open = new OpenBatch[MaxOpen];
    private int _openCount;
    private readonly CoreYield _yield = new(time);

    // The next frame is read behind the batch that the last one went to, where it most likely belongs; else into this.
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

    /// <summary>Sends what the tap has ready now, and what comes while some of it waits.</summary>
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
            FrameRecords.WriteLength(record, length);
            Add(record[..(FrameRecords.LengthSize + length)]);
            bytes += length;
        }
        while (_openCount > 0)
            Send(0);
    }

    /// <summary>Sends what is not to wait, and waits for more that may join the rest. False: nothing came, or nothing waits.</summary>
    private bool WaitForMore()
    {
        for (var at = 0; at < _openCount;)
            if (MayWait(_open[at]))
                at++;
            else
                Send(at);
        return _openCount > 0 && tap.WaitToRead(s_longestHold - time.GetElapsedTime(_open[0].OpenedAt));
    }

    private bool MayWait(in OpenBatch open) =>
        open.Batch.Message.Length >= BulkSize && time.GetElapsedTime(open.OpenedAt) < s_longestHold && sender.HasBatchUnderWay(open.Target);

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

    /// <summary>Whether one more frame fits, however long it is: the next one is read before anybody knows.</summary>
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
        // Not the last one: in its memory lies the frame.
        if (_openCount == MaxOpen)
            Send(_last == 0 ? 1 : 0);
        MessageBuffer message;
        if (_last < 0)
            (message, _empty) = (_empty!, null); // where the frame is already
        else
            message = NewMessage();
        _open[_openCount] = new OpenBatch
        {
            Batch = new Batch(message), Target = target, Flow = flow, Limit = sender.BatchLimit(target), OpenedAt = time.GetTimestamp(),
        };
        return _openCount++;
    }

    /// <summary>Sends one of those that are open. Those behind it move up: the oldest one is always the first.</summary>
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
