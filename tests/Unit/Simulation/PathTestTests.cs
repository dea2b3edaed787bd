using Gelf.Engine.Buffers;
using Gelf.Engine.Measurement;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Tests.Unit.Simulation;

/// <summary>Paths are measured by probes between relays, over a wire that takes its time.</summary>
public sealed class PathTestTests
{
    private static readonly TimeSpan s_perMessage = TimeSpan.FromMilliseconds(1);
    private static readonly PathTestOptions s_short = new() { Count = 10, Interval = TimeSpan.FromMilliseconds(50), Duration = TimeSpan.Zero };

    private readonly SimulatedSegment _segment = new();
    private readonly MessagePool _pool = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_probe_is_answered_and_its_round_trip_is_that_of_the_path(bool isSealed)
    {
        var (one, two) = TwoRelaysOnOneWire(isSealed ? SegmentKey.Create() : null);
        _segment.Carry = Slowly(_ => true);

        var result = await MeasureAsync(one, two, s_short);

        Assert.Equal((10, 0.0, null), (result.Sent, result.Loss, result.BytesPerSecond));
        // There and back over two links each.
        Assert.All(result.RoundTrips, roundTrip => Assert.InRange(roundTrip, 4 * s_perMessage, 20 * s_perMessage));
        Assert.Equal(10, result.RoundTrips.Count);
    }

    [Fact]
    public async Task A_probe_that_is_not_answered_in_time_is_lost()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var answers = 0;
        _segment.Carry = message => (MessageKind)message[0] != MessageKind.ProbeAnswer || ++answers % 4 != 0;

        var result = await MeasureAsync(one, two, s_short);

        // The answers go over two links; each link's fourth, eighth and so on is lost.
        Assert.Equal(10, result.Sent);
        Assert.InRange(result.RoundTrips.Count, 5, 8);
        Assert.Equal(1 - result.RoundTrips.Count / 10.0, result.Loss, 9);
    }

    [Fact]
    public async Task Without_any_answer_all_is_lost_and_the_path_is_not_filled()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var large = 0;
        _segment.Carry = message =>
        {
            large += message.Length > 1024 ? 1 : 0;
            return (MessageKind)message[0] != MessageKind.Probe;
        };

        var result = await MeasureAsync(one, two, s_short with { Duration = TimeSpan.FromSeconds(2) });

        Assert.Equal((10, 1.0, null), (result.Sent, result.Loss, result.BytesPerSecond));
        Assert.Null(result.Percentile(0.5));
        Assert.Null(result.Jitter);
        Assert.Equal(0, large);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task The_throughput_is_what_the_narrowest_link_carries(double bytesPerSecond)
    {
        var (one, two) = TwoRelaysOnOneWire();
        // The first of the two links takes time for each byte; probes are still fresh there, with eight hops left.
        _segment.Carry = message =>
        {
            if ((MessageKind)message[0] == MessageKind.Probe && message[2] == Envelope.MaxHopLimit)
                _segment.Clock.Advance(TimeSpan.FromSeconds(message.Length / bytesPerSecond));
            return true;
        };

        var result = await MeasureAsync(one, two, s_short with { Duration = TimeSpan.FromSeconds(2) });

        Assert.NotNull(result.BytesPerSecond);
        Assert.InRange(result.BytesPerSecond.Value, bytesPerSecond * 0.9, bytesPerSecond * 1.02);
    }

    [Fact]
    public async Task Of_a_fast_path_no_more_is_asked_than_is_answered()
    {
        var (one, two) = TwoRelaysOnOneWire();
        _segment.Carry = _ =>
        {
            _segment.Clock.Advance(TimeSpan.FromMicroseconds(5));
            return true;
        };

        var result = await MeasureAsync(one, two, s_short with { Duration = TimeSpan.FromSeconds(0.1) });

        Assert.True(result.BytesPerSecond > 1e9);
        Assert.Equal(0, two.Relay.Stats().DroppedProbeLimit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_answer_is_longer_than_its_probe(bool isSealed)
    {
        var (one, two) = TwoRelaysOnOneWire(isSealed ? SegmentKey.Create() : null);
        var lengths = new List<(MessageKind Kind, int Length)>();
        _segment.Carry = Slowly(message =>
        {
            lengths.Add(((MessageKind)message[0], message.Length));
            return true;
        });

        await MeasureAsync(one, two, s_short with { Duration = TimeSpan.FromSeconds(0.5) });

        Assert.True(lengths.Count(m => m.Kind == MessageKind.ProbeAnswer) > 20);
        Assert.True(lengths.Where(m => m.Kind == MessageKind.ProbeAnswer).Max(m => m.Length) <= lengths.Where(m => m.Kind == MessageKind.Probe).Min(m => m.Length));
    }

    [Fact]
    public void So_many_probes_are_answered_at_once_and_the_rest_is_counted()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var answers = CountAnswers();

        for (var i = 0; i < 1_500; i++)
            Send(one, two.Switch.Id, new byte[Probe.MinSize]);
        _segment.Settle();

        Assert.Equal(1_000, answers.Count);
        Assert.Equal(500, two.Relay.Stats().DroppedProbeLimit);
        _segment.Run(1);
        Send(one, two.Switch.Id, new byte[Probe.MinSize]);
        _segment.Settle();
        Assert.Equal(1_001, answers.Count);
    }

    [Fact]
    public void A_probe_that_is_shorter_than_an_answer_is_not_answered()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var answers = CountAnswers();

        Send(one, two.Switch.Id, new byte[Probe.MinSize - 1]);
        _segment.Settle();

        Assert.Empty(answers);
        Assert.Equal(1, two.Relay.Stats().DroppedMalformed);
    }

    [Fact]
    public void A_probe_for_all_is_answered_by_nobody()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var answers = CountAnswers();

        Send(one, Envelope.All, new byte[Probe.MinSize]);
        _segment.Settle();

        Assert.Empty(answers);
        Assert.Equal(1, two.Relay.Stats().DroppedMalformed);
    }

    [Fact]
    public void A_sealed_relay_answers_no_plain_probe_and_takes_no_plain_answer()
    {
        var (one, two) = TwoRelaysOnOneWire(SegmentKey.Create());
        var answers = CountAnswers();

        Send(one, two.Switch.Id, new byte[Probe.MinSize]);
        Send(one, two.Switch.Id, new byte[ProbeAnswer.Size], MessageKind.ProbeAnswer);
        _segment.Settle();

        Assert.Single(answers); // the one that was sent by hand
        Assert.Equal(2, two.Relay.Stats().DroppedUnauthenticated);
    }

    [Fact]
    public async Task An_answer_of_another_relay_than_was_asked_counts_for_nothing()
    {
        var (one, two) = TwoRelaysOnOneWire();
        var three = _segment.AddRelay();
        _segment.Connect(three.Receiver, _segment.Wires[0]);
        _segment.Run(1);
        // The third relay hears the numbers, as whoever carries them does, and answers in the second one's place.
        _segment.Carry = message =>
        {
            if ((MessageKind)message[0] != MessageKind.Probe)
                return true;
            Assert.True(Probe.TryRead(message.AsSpan(Envelope.Size), out var number));
            var answer = new byte[ProbeAnswer.Size];
            new ProbeAnswer(number, Probe.MinSize).Write(answer);
            Send(three, one.Switch.Id, answer, MessageKind.ProbeAnswer);
            return false;
        };

        var result = await MeasureAsync(one, two, s_short);

        Assert.Equal(1.0, result.Loss);
    }

    [Fact]
    public async Task Small_probes_go_before_frames_and_large_ones_wait_with_them()
    {
        var one = _segment.AddRelay();
        var two = _segment.AddRelay();
        var link = _segment.Connect(one.Receiver, two.Receiver);
        _segment.Run(1);
        var seen = new List<(int Length, bool Urgent)>();
        link.A.Queued = (message, urgent) =>
        {
            if ((MessageKind)message[0] == MessageKind.Probe)
                seen.Add((message.Length, urgent));
        };
        _segment.Carry = Slowly(_ => true);

        await MeasureAsync(one, two, s_short with { Duration = TimeSpan.FromSeconds(0.5) });

        Assert.Equal(10, seen.Count(m => m.Urgent));
        Assert.True(seen.Count > 20);
        Assert.All(seen, m => Assert.Equal(m.Length <= 1024, m.Urgent));
    }

    [Fact]
    public void Percentiles_are_the_nearest_ranks_and_jitter_is_the_mean_step()
    {
        var result = new PathTestResult(11, [.. new[] { 5, 1, 4, 2, 3, 10, 6, 9, 7, 8 }.Select(ms => TimeSpan.FromMilliseconds(ms))], null);

        Assert.Equal([1, 5, 9, 10, 10], new[] { 0, 0.5, 0.9, 0.99, 1 }.Select(part => result.Percentile(part)!.Value.TotalMilliseconds));
        Assert.Equal((4 + 3 + 2 + 1 + 7 + 4 + 3 + 2 + 1) / 9.0, result.Jitter!.Value.TotalMilliseconds, 3);
        Assert.Equal(1 / 11.0, result.Loss, 9);
    }

    private (SimulatedSegment.SimulatedRelay One, SimulatedSegment.SimulatedRelay Two) TwoRelaysOnOneWire(SegmentKey? key = null)
    {
        var (one, two, wire) = (_segment.AddRelay(key), _segment.AddRelay(key), _segment.AddWire());
        _segment.Connect(one.Receiver, wire);
        _segment.Connect(two.Receiver, wire);
        _segment.Run(1);
        Assert.Equal(PeerState.Connected, Assert.Single(one.Peers).State);
        return (one, two);
    }

    private async Task<PathTestResult> MeasureAsync(SimulatedSegment.SimulatedRelay one, SimulatedSegment.SimulatedRelay two, PathTestOptions options)
    {
        var test = one.Relay.Prober.Start(two.Switch.Id, options);
        for (var i = 0; i < 20 && !test.Completion.IsCompleted; i++)
            _segment.Run(0.5);
        Assert.True(test.Completion.IsCompleted);
        Assert.Equal(1, test.Progress);
        one.Relay.Prober.End(test);
        return await test.Completion;
    }

    private Func<byte[], bool> Slowly(Func<byte[], bool> carry) => message =>
    {
        _segment.Clock.Advance(s_perMessage);
        return carry(message);
    };

    private List<byte[]> CountAnswers()
    {
        var answers = new List<byte[]>();
        _segment.Carry = message =>
        {
            // On the first of its two links.
            if ((MessageKind)message[0] == MessageKind.ProbeAnswer && message[2] == Envelope.MaxHopLimit)
                answers.Add(message);
            return true;
        };
        return answers;
    }

    private void Send(SimulatedSegment.SimulatedRelay from, ulong target, byte[] payload, MessageKind kind = MessageKind.Probe)
    {
        var message = _pool.Copy([.. new byte[Envelope.Size], .. payload]);
        from.Switch.Flush(from.Switch.Originate(kind, 0, target, message, null, out _));
        message.Release();
    }
}
