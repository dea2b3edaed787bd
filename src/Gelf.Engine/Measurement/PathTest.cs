using Gelf.Engine.Buffers;
using Gelf.Engine.Congestion;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Measurement;

/// <summary>
/// One measurement of the path to a peer: first small probes at an interval, then large ones, as many as the path takes. It does what is
/// due at each tick and answer; the caller flushes the links that it returns.
/// </summary>
/// <param name="peer">The peer.</param>
/// <param name="id">The upper half of the probes' numbers, which differs from those of other measurements.</param>
/// <param name="options">How to measure.</param>
/// <param name="time">The clock.</param>
/// <param name="pace">How many probes the peer answers.</param>
/// <param name="send">Queues a probe with this number and so many bytes of payload; returns the links to flush.</param>
internal sealed class PathTest(ulong peer, uint id, PathTestOptions options, TimeProvider time, RateLimit pace, Func<ulong, int, LinkSet> send)
{
    // The share of the time in which the sender finds out how much the path holds. The rate is that of the rest.
    private const double RampUp = 0.25;

    // All of it may be queued on one link, which drops more than that.
    private const long MaxInFlight = LinkQueue.FramesLimit - 2 * MessagePool.BatchSize;

    private readonly Lock _gate = new();
    private readonly long[] _sentAt = new long[options.Count];
    private readonly TimeSpan?[] _roundTrips = new TimeSpan?[options.Count];
    private readonly TaskCompletionSource<PathTestResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PathModel _model = new(time);
    private readonly Dictionary<uint, int> _inFlight = [];
    private long _startedAt = time.GetTimestamp();
    private int _sent;
    private int _answered;
    private bool _filling;
    private uint _lastLarge;
    private long _delivered;
    private (long At, long Bytes)? _rampedUp;
    private (long At, long Bytes) _latest;

    internal ulong Peer { get; } = peer;
    internal uint Id { get; } = id;
    internal Task<PathTestResult> Completion => _completion.Task;

    /// <summary>How much of it is done, 0 to 1.</summary>
    internal double Progress
    {
        get
        {
            lock (_gate)
            {
                var first = options.Interval * options.Count;
                var done = _filling ? first + Min(time.GetElapsedTime(_startedAt), options.Duration) : options.Interval * _sent;
                return Completion.IsCompleted ? 1 : done / (first + options.Duration);
            }
        }
    }

    /// <summary>Does what is due by now.</summary>
    internal LinkSet Tick()
    {
        lock (_gate)
        {
            if (Completion.IsCompleted)
                return LinkSet.None;
            return _filling ? Fill() : ProbeRoundTrip();
        }
    }

    /// <summary>Takes the peer's answer. One that is not expected any more changes nothing.</summary>
    internal LinkSet Take(in ProbeAnswer answer)
    {
        lock (_gate)
        {
            if (Completion.IsCompleted)
                return LinkSet.None;
            var number = (uint)answer.Number;
            if (number <= options.Count)
            {
                NoteRoundTrip((int)number - 1);
                return LinkSet.None;
            }
            if (!_inFlight.Remove(number, out var bytes) || bytes != answer.Bytes)
                return LinkSet.None;
            _delivered += bytes;
            _latest = (time.GetTimestamp(), _delivered);
            // What comes in one burst was in flight before: all of it belongs to the time before.
            if (_rampedUp?.At == _latest.At)
                _rampedUp = _latest;
            _model.OnAck(new Ack((ulong)_delivered, number, 0));
            return Fill();
        }
    }

    private LinkSet ProbeRoundTrip()
    {
        var elapsed = time.GetElapsedTime(_startedAt);
        if (_sent < options.Count)
        {
            if (elapsed < options.Interval * _sent)
                return LinkSet.None;
            _sentAt[_sent++] = time.GetTimestamp();
            return send(Number((uint)_sent), Probe.MinSize);
        }
        if (_answered < options.Count && time.GetElapsedTime(_sentAt[^1]) < options.Timeout)
            return LinkSet.None;
        // Where nothing comes back, filling the path would measure nothing.
        if (options.Duration <= TimeSpan.Zero || _answered == 0)
        {
            Complete(null);
            return LinkSet.None;
        }
        _filling = true;
        _startedAt = time.GetTimestamp();
        _lastLarge = (uint)options.Count;
        return Fill();
    }

    private void NoteRoundTrip(int at)
    {
        if (at < 0 || at >= _sent || _roundTrips[at] is not null || time.GetElapsedTime(_sentAt[at]) is var roundTrip && roundTrip > options.Timeout)
            return;
        _roundTrips[at] = roundTrip;
        _answered++;
    }

    private LinkSet Fill()
    {
        var elapsed = time.GetElapsedTime(_startedAt);
        if (elapsed >= options.Duration)
        {
            Complete(Rate());
            return LinkSet.None;
        }
        if (_rampedUp is null && _delivered > 0 && elapsed >= options.Duration * RampUp)
            _rampedUp = _latest;
        _model.Tick();
        if (_model.InFlight == 0)
            _inFlight.Clear(); // lost, if there are any
        var links = LinkSet.None;
        while (_model.CanSend && _model.InFlight < MaxInFlight && pace.TryTake())
        {
            var bytes = Math.Min(_model.BatchLimit, MessagePool.BatchSize);
            _inFlight.Add(++_lastLarge, bytes);
            var waiting = send(Number(_lastLarge), bytes);
            _model.OnSent(_lastLarge, bytes, isAppLimited: false);
            links = links.With(waiting);
            if (waiting.IsEmpty)
                break; // the peer is out of reach; the next attempt is when this counts as lost
        }
        return links;
    }

    private double? Rate()
    {
        var (at, bytes) = _rampedUp ?? (_startedAt, 0);
        var elapsed = time.GetElapsedTime(at, _latest.At).TotalSeconds;
        return elapsed <= 0 ? 0 : (_latest.Bytes - bytes) / elapsed;
    }

    private void Complete(double? rate) => _completion.TrySetResult(new PathTestResult(_sent, [.. _roundTrips.OfType<TimeSpan>()], rate));

    private ulong Number(uint number) => (ulong)Id << 32 | number;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
