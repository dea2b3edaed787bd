using Gelf.Engine.Congestion;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Congestion;

public sealed class PathModelTests
{
    private readonly VirtualClock _clock = new();
    private readonly PathModel _path;
    private ulong _sequence;
    private ulong _delivered;
    private bool _isProbing;
    private int _probes;

    public PathModelTests() => _path = new PathModel(_clock);

    [Fact]
    public void Before_the_first_ack_the_initial_window_may_be_in_flight()
    {
        while (_path.CanSend)
            Send(64 * 1024);

        Assert.Equal(CongestionLimits.InitialWindow, _path.InFlight);
    }

    [Theory]
    [InlineData(2_500_000, 3)]
    [InlineData(2_500_000, 40)]
    [InlineData(125_000_000, 2)]
    [InlineData(500_000_000, 0.4)]
    public void Bandwidth_and_round_trip_of_a_steady_path_are_found_and_little_is_queued_on_it(double rate, double roundTripMs)
    {
        var path = new Bottleneck(rate, TimeSpan.FromMilliseconds(roundTripMs));

        Run(path, seconds: 5);

        Assert.InRange(_path.Bandwidth, 0.9 * rate, 1.1 * rate);
        Assert.InRange(_path.MinRtt!.Value.TotalMilliseconds, 0.8 * roundTripMs, roundTripMs + 1);
        Assert.InRange(path.DeliveredIn(lastSeconds: 1) / rate, 0.95, 1.05);
        Assert.InRange(path.LongestWaitIn(lastSeconds: 1).TotalMilliseconds, 0, 1.3 * roundTripMs + 15);
    }

    [Theory]
    [InlineData(1_250_000, 1)]
    [InlineData(2_500_000, 1)]
    [InlineData(2_500_000, 40)]
    [InlineData(7_000_000, 2)]
    public void A_slow_path_is_never_idle_and_a_message_starts_shortly_before_the_one_before_it_ends(double rate, double roundTripMs)
    {
        var path = new Bottleneck(rate, TimeSpan.FromMilliseconds(roundTripMs));

        Run(path, seconds: 5);

        Assert.True(_path.IsSlow);
        Assert.InRange(path.DeliveredIn(lastSeconds: 2) / rate, 0.98, 1.02);
        Assert.InRange(path.LongestWaitIn(lastSeconds: 2).TotalMilliseconds, 0, 1.3 * roundTripMs + 7);
    }

    [Theory]
    [InlineData(1_250_000, 1, 50)]
    [InlineData(2_500_000, 2, 30)]
    [InlineData(2_500_000, 40, 80)]
    [InlineData(7_000_000, 2, 30)]
    public void Late_acks_now_and_then_make_a_slow_path_probe_no_more_often(double rate, double roundTripMs, double lateMs)
    {
        var path = new Bottleneck(rate, TimeSpan.FromMilliseconds(roundTripMs));
        Run(path, seconds: 5);
        _probes = 0;

        for (var i = 0; i < 80; i++)
        {
            Run(path, seconds: 0.3 - lateMs / 1000);
            Run(path, seconds: lateMs / 1000, hasAcks: false);
        }

        // In 24 s: each 10 s, and again after a suspect one.
        Assert.InRange(_probes, 1, 6);
    }

    [Theory]
    [InlineData(20_000_000)]
    [InlineData(125_000_000)]
    public void Only_acks_open_the_window_of_a_fast_path(double rate)
    {
        Run(new Bottleneck(rate, TimeSpan.FromMilliseconds(2)), seconds: 1);
        Fill();

        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.False(_path.IsSlow);
        Assert.False(_path.CanSend);
        Assert.Null(_path.UntilCanSend);
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(2_500_000)]
    [InlineData(7_000_000)]
    public void On_a_slow_path_time_alone_opens_the_window_for_one_message_and_no_second_one(double rate)
    {
        Run(new Bottleneck(rate, TimeSpan.FromMilliseconds(2)), seconds: 2);
        TakeAll();
        Fill();
        var before = _path.InFlight;

        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(2));
            Fill();
        }

        Assert.InRange(_path.InFlight, before + 1, before + _path.BatchLimit + 1);
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(2_500_000)]
    [InlineData(7_000_000)]
    public void On_a_slow_path_it_is_known_when_time_alone_opens_the_window(double rate)
    {
        Run(new Bottleneck(rate, TimeSpan.FromMilliseconds(2)), seconds: 2);
        TakeAll();
        Assert.Equal(TimeSpan.Zero, _path.UntilCanSend);
        Fill();

        var until = _path.UntilCanSend!.Value;
        _clock.Advance(0.9 * until);
        Assert.False(_path.CanSend);
        _clock.Advance(0.1 * until + TimeSpan.FromMicroseconds(10));
        Assert.True(_path.CanSend);

        // And that it takes an ack for another one.
        Send(_path.BatchLimit);
        Assert.Null(_path.UntilCanSend);
    }

    [Fact]
    public void A_burst_after_next_to_nothing_is_one_message_and_a_little()
    {
        Run(new Bottleneck(2_500_000, TimeSpan.FromMilliseconds(2)), seconds: 2);
        TakeAll();
        Send(100);
        _clock.Advance(TimeSpan.FromMilliseconds(150));

        Fill();

        // What starts while the window is open may go past it.
        Assert.InRange(_path.InFlight, _path.BatchLimit, 100 + _path.BatchLimit);
    }

    [Theory]
    [InlineData(100, 1), InlineData(100, 5), InlineData(100, 10), InlineData(100, 100)]
    [InlineData(10_000, 1), InlineData(10_000, 5), InlineData(10_000, 10), InlineData(10_000, 20), InlineData(10_000, 30), InlineData(10_000, 60)]
    [InlineData(30_000, 40), InlineData(60_000, 5), InlineData(60_000, 40)]
    [InlineData(10_000, 100), InlineData(30_000, 100), InlineData(60_000, 100), InlineData(60_000, 200)]
    public void A_path_that_has_carried_little_for_long_is_soon_full(int bytes, double roundTripMs)
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(roundTripMs));
        for (var i = 0; i < 1000; i++)
        {
            Send(bytes);
            _clock.Advance(TimeSpan.FromMilliseconds(roundTripMs + i % 7 * 0.1));
            _path.OnAck(new Ack(_delivered += (ulong)bytes, _sequence, 0));
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        Run(path, seconds: 1.5);
        // It probes each 10 s, and once more after a suspect one: those seconds do not count.
        for (var tries = 0; tries < 3; tries++)
        {
            _probes = 0;
            Run(path, seconds: 1);
            if (_probes == 0)
                break;
        }

        Assert.InRange(path.DeliveredIn(lastSeconds: 1) / 12_500_000, 0.95, 1.05);
    }

    [Theory]
    [InlineData(10_000, 20), InlineData(30_000, 40), InlineData(60_000, 20), InlineData(60_000, 40), InlineData(10_000, 100), InlineData(60_000, 100)]
    public void So_is_one_that_has_carried_bursts_whose_end_the_window_held_up(int bytes, double roundTripMs)
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(roundTripMs));
        for (var i = 0; i < 500; i++)
        {
            var toSend = new Queue<int>([bytes, 3_000, 100]);
            var isAppLimited = true;
            while (toSend.Count > 0 || _path.InFlight > 0)
            {
                while (toSend.Count > 0 && _path.CanSend)
                {
                    Send(toSend.Peek(), isAppLimited);
                    path.Send(_clock.Now, _sequence, toSend.Dequeue());
                }
                isAppLimited = false;
                _clock.Advance(path.Step);
                TakeWhatArrived(path);
            }
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        Run(path, seconds: 3);

        Assert.InRange(path.DeliveredIn(lastSeconds: 1) / 12_500_000, 0.95, 1.05);
    }

    [Theory]
    [InlineData(1), InlineData(10), InlineData(40)]
    public void A_slow_path_that_becomes_fast_after_bursts_is_soon_full(double roundTripMs)
    {
        var path = new Bottleneck(2_500_000, TimeSpan.FromMilliseconds(roundTripMs));
        Run(path, seconds: 3);
        path.Rate = 12_500_000;
        for (var i = 0; i < 500; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(60));
            TakeWhatArrived(path);
            Send(40_000);
            path.Send(_clock.Now, _sequence, 40_000);
        }

        Run(path, seconds: 3);

        Assert.InRange(path.DeliveredIn(lastSeconds: 1) / 12_500_000, 0.95, 1.05);
    }

    [Fact]
    public void A_path_that_grows_slower_is_noticed()
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(4));
        Run(path, seconds: 3);

        path.Rate = 1_250_000;
        Run(path, seconds: 5);

        Assert.InRange(_path.Bandwidth, 1_000_000, 1_600_000);
    }

    [Theory]
    [InlineData(12_500_000, 625_000, 20)]
    [InlineData(12_500_000, 625_000, 2)]
    [InlineData(125_000_000, 2_500_000, 10)]
    [InlineData(12_500_000, 2_500_000, 40)]
    public void Soon_after_a_path_has_grown_slower_little_waits_on_it(double fast, double slow, double roundTripMs)
    {
        var path = new Bottleneck(fast, TimeSpan.FromMilliseconds(roundTripMs));
        Run(path, seconds: 8);
        path.Rate = slow;

        Run(path, seconds: 15);

        Assert.InRange(_path.Bandwidth, 0.9 * slow, 1.2 * slow);
        Assert.InRange(path.LongestWaitIn(lastSeconds: 2).TotalMilliseconds, 0, roundTripMs + 50);
        Assert.InRange(path.DeliveredIn(lastSeconds: 2) / slow, 0.9, 1.05);
    }

    [Fact]
    public void App_limited_traffic_after_bulk_does_not_lower_the_bandwidth()
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(40));
        Run(path, seconds: 2);

        // A call: some messages of it are always under way.
        for (var i = 0; i < 600; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            TakeWhatArrived(path);
            Send(1_200);
            path.Send(_clock.Now, _sequence, 1_200);
        }

        Assert.InRange(_path.Bandwidth, 0.9 * 12_500_000, 1.1 * 12_500_000);
    }

    [Fact]
    public void A_path_that_grows_faster_is_noticed()
    {
        var path = new Bottleneck(1_250_000, TimeSpan.FromMilliseconds(4));
        Run(path, seconds: 3);

        path.Rate = 12_500_000;
        Run(path, seconds: 5);

        Assert.InRange(_path.Bandwidth, 11_000_000, 14_000_000);
    }

    [Fact]
    public void Acks_that_come_close_together_do_not_raise_the_bandwidth()
    {
        // A message a millisecond, as fast as the path is. What tells of twenty of them comes late, while the next one is sent.
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                Send(10_000);
            }
            TakeNext(afterMicroseconds: 1000);
            Send(10_000);
            for (var i = 0; i < 19; i++)
                TakeNext(afterMicroseconds: 10);
            TakeNext(afterMicroseconds: 1000);
        }

        Assert.InRange(_path.Bandwidth, 5_000_000, 11_000_000);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Acks_of_what_counted_as_lost_do_not_raise_the_bandwidth(bool comeApart)
    {
        for (var i = 0; i < 5; i++)
            SendAndReceive(milliseconds: 10);
        for (var i = 0; i < 20; i++)
            Send(10_000);
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        _path.Tick();

        Send(10_000);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        if (comeApart)
            _path.OnAck(new Ack(_delivered += 200_000, _sequence - 1, 0));
        _path.OnAck(new Ack(_delivered += comeApart ? 10_000UL : 210_000UL, _sequence, 0));
        SendAndReceive(milliseconds: 10);

        Assert.InRange(_path.Bandwidth, 900_000, 1_100_000);
    }

    [Fact]
    public void A_longer_round_trip_counts_only_once_nothing_is_queued()
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(4));
        Run(path, seconds: 3);

        path.RoundTrip = TimeSpan.FromMilliseconds(20);
        Run(path, seconds: 30);

        Assert.InRange(_path.MinRtt!.Value.TotalMilliseconds, 19, 30);
        Assert.InRange(path.DeliveredIn(lastSeconds: 1) / 12_500_000, 0.9, 1.05);
    }

    [Fact]
    public void During_a_probe_a_message_may_be_sent_behind_few_bytes()
    {
        SendAndReceive(milliseconds: 1);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        SendAndReceive(milliseconds: 2); // longer than the minimum, which has expired

        Send(CongestionLimits.MinAckBytes - 1);
        Assert.True(_path.CanSend);
        Send(1);
        Assert.False(_path.CanSend);

        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(_path.CanSend);
    }

    [Fact]
    public void A_few_small_messages_pass_the_full_window_until_there_is_room_again()
    {
        while (_path.CanSend)
            Send(_path.BatchLimit + 60_000);

        Assert.InRange(SendSmall(), CongestionLimits.SmallMessage, CongestionLimits.SmallMessage + 100);

        _clock.Advance(TimeSpan.FromMilliseconds(10));
        _path.OnAck(new Ack((ulong)_path.InFlight, _sequence, 0));
        Fill();
        Assert.InRange(SendSmall(), CongestionLimits.SmallMessage, CongestionLimits.SmallMessage + 100);

        int SendSmall()
        {
            var sent = 0;
            for (; _path.CanSendSmall; sent += 100)
                Send(100);
            return sent;
        }
    }

    [Fact]
    public void During_a_probe_no_small_message_passes()
    {
        SendAndReceive(milliseconds: 1);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        SendAndReceive(milliseconds: 2);

        Send(10_000);

        Assert.False(_path.CanSend);
        Assert.False(_path.CanSendSmall);
    }

    [Fact]
    public void During_a_probe_what_was_sent_before_does_not_count()
    {
        SendAndReceive(milliseconds: 1);
        _clock.Advance(TimeSpan.FromSeconds(0.6));
        Send(10_000);
        Send(10_000);
        Send(10_000);
        for (var i = 0; i < 3; i++)
            TakeNext(afterMicroseconds: 25_000); // the first begins it, the others have waited for that
        Assert.Equal(1, _path.MinRtt!.Value.TotalMilliseconds);

        SendAndReceive(milliseconds: 12);

        Assert.Equal(11, _path.MinRtt!.Value.TotalMilliseconds, 0.1); // less 1 ms for its own bytes at 10 MB/s
    }

    [Fact]
    public void When_no_ack_comes_what_is_in_flight_counts_as_lost_and_sending_goes_on()
    {
        while (_path.CanSend)
            Send(64 * 1024);

        _clock.Advance(TimeSpan.FromSeconds(1.2));
        _path.Tick();
        Assert.False(_path.CanSend);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        _path.Tick();

        Assert.True(_path.CanSend);
        Assert.Equal(0, _path.InFlight);
    }

    [Fact]
    public void What_is_sent_after_a_loss_is_app_limited_again()
    {
        for (var i = 0; i < 5; i++)
            SendAndReceive(milliseconds: 10);
        while (_path.CanSend)
            Send(10_000);
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        _path.Tick();
        Trickle(milliseconds: 10);
        var rate = _path.Bandwidth;

        // A trickle tells nothing of how much the path could carry.
        for (var i = 0; i < 20; i++)
            Trickle(milliseconds: 50);

        Assert.InRange(rate, 1, double.MaxValue);
        Assert.Equal(rate, _path.Bandwidth);

        // Something is always under way.
        void Trickle(double milliseconds)
        {
            Send(10_000);
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            Send(100);
            _path.OnAck(new Ack(_delivered += 10_000, _sequence - 1, 0));
        }
    }

    [Fact]
    public void Acks_that_are_old_doubled_or_made_up_change_nothing_for_the_worse()
    {
        for (var i = 0; i < 4; i++)
            Send(10_000);
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        _path.OnAck(new Ack(30_000, 3, 0));
        Assert.Equal(10_000, _path.InFlight);

        _path.OnAck(new Ack(10_000, 1, 0));
        _path.OnAck(new Ack(30_000, 3, 0));
        Assert.Equal(10_000, _path.InFlight);
        _path.OnAck(new Ack(ulong.MaxValue, ulong.MaxValue, uint.MaxValue));
        _path.OnAck(new Ack(50_000, 5, 0));
        Assert.Equal(10_000, _path.InFlight);
        _path.OnAck(new Ack(40_000, 4, 0));

        Assert.Equal(0, _path.InFlight);
        Assert.InRange(_path.Window, CongestionLimits.MinWindow, CongestionLimits.MaxWindow);
        Assert.InRange(_path.BatchLimit, 1, 1 << 20);
    }

    [Fact]
    public void Acks_of_no_bytes_leave_sizes_and_times_within_bounds()
    {
        for (var i = 0; i < 20_000 && _path.Bandwidth is 0 or > 1e-9; i++)
        {
            while (_path.CanSend)
                Send(100, isAppLimited: false);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            // One is always left under way.
            _path.OnAck(new Ack(100, _sequence - 1, 0));
        }

        Assert.InRange(_path.Bandwidth, double.Epsilon, 1e-9);
        Assert.InRange(_path.BatchLimit, 1, 1 << 20);
        Assert.InRange(_path.BatchTime, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(_path.Window, CongestionLimits.ProbeRttWindow, CongestionLimits.MaxWindow);
    }

    [Fact]
    public void A_striped_path_does_not_go_by_the_clock()
    {
        Run(new Bottleneck(2_500_000, TimeSpan.FromMilliseconds(2)), seconds: 2);
        Assert.True(_path.IsSlow);

        _path.IsStriped = true;

        Assert.False(_path.IsSlow);
        Assert.Equal(0.008, _path.BatchLimit / _path.Bandwidth, 0.001);
    }

    [Fact]
    public void A_peer_that_counts_from_the_start_again_is_understood()
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(4));
        Run(path, seconds: 1);
        _delivered = 0;

        Run(path, seconds: 3);

        Assert.InRange(path.DeliveredIn(lastSeconds: 1) / 12_500_000, 0.95, 1.05);
    }

    [Fact]
    public void A_peer_that_counts_more_than_was_sent_does_not_spoil_the_bandwidth()
    {
        var path = new Bottleneck(1_250_000, TimeSpan.FromMilliseconds(4));
        _delivered = 10_000_000_000;

        Run(path, seconds: 2);

        Assert.InRange(_path.Bandwidth, 1_000_000, 1_600_000);
    }

    [Fact]
    public void A_path_starts_up_becomes_steady_with_a_full_window_and_starts_up_again_after_an_idle_time()
    {
        Assert.Equal(PathPhase.Startup, _path.Phase);

        Run(new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(4)), seconds: 0.4);
        Assert.Equal(PathPhase.Steady, _path.Phase);

        TakeAll();
        Send(100, isAppLimited: true);
        Assert.Equal(PathPhase.Startup, _path.Phase);
    }

    [Fact]
    public void A_steady_path_probes_once_the_first_round_trip_is_old_and_is_steady_again()
    {
        var path = new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(4));
        for (var i = 0; i < 1_000 && _path.Phase != PathPhase.ProbeRtt; i++)
            Run(path, seconds: 0.001);
        Assert.Equal((PathPhase.ProbeRtt, CongestionLimits.ProbeRttWindow), (_path.Phase, _path.Window));

        Run(path, seconds: 0.1);

        Assert.Equal(PathPhase.Steady, _path.Phase);
    }

    [Fact]
    public void When_acks_stop_a_steady_path_starts_up_again()
    {
        Run(new Bottleneck(12_500_000, TimeSpan.FromMilliseconds(4)), seconds: 0.4);

        _clock.Advance(CongestionLimits.MinAckTimeout);
        _path.Tick();

        Assert.Equal((PathPhase.Startup, 0.0, null), (_path.Phase, _path.Bandwidth, _path.MinRtt));
    }

    private void TakeAll() => _path.OnAck(new Ack(_delivered += (ulong)_path.InFlight, _sequence, 0));

    private void Fill()
    {
        while (_path.TryOpenWindow())
            Send(_path.BatchLimit);
    }

    private void Send(int bytes, bool isAppLimited = true) => _path.OnSent(++_sequence, bytes, isAppLimited);

    private void TakeNext(int afterMicroseconds)
    {
        _clock.Advance(TimeSpan.FromMicroseconds(afterMicroseconds));
        _delivered += 10_000;
        _path.OnAck(new Ack(_delivered, _delivered / 10_000, 0));
    }

    private void SendAndReceive(double milliseconds)
    {
        Send(10_000);
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _path.OnAck(new Ack(_delivered += 10_000, _sequence, 0));
    }

    private void TakeWhatArrived(Bottleneck path)
    {
        while (path.TryArrive(_clock.Now, out var sequence, out var bytes))
        {
            _delivered += (ulong)bytes;
            _path.OnAck(new Ack(_delivered, sequence, 0));
        }
    }

    /// <summary>Sends as much as the path takes for a while, and brings the acks back.</summary>
    private void Run(Bottleneck path, double seconds, bool hasAcks = true)
    {
        var end = _clock.Now + TimeSpan.FromSeconds(seconds);
        var isAppLimited = _path.InFlight == 0;
        while (_clock.Now < end)
        {
            if (hasAcks)
                TakeWhatArrived(path);
            while (_path.CanSend)
            {
                var bytes = _path.BatchLimit;
                Send(bytes, isAppLimited);
                path.Send(_clock.Now, _sequence, bytes);
            }
            isAppLimited = false;
            var wasProbing = _isProbing;
            _isProbing = _path.Phase == PathPhase.ProbeRtt;
            _probes += _isProbing && !wasProbing ? 1 : 0;
            _path.Tick();
            _clock.Advance(path.Step);
        }
    }

    /// <summary>A queue that empties at a rate, and a way there and back that takes its time.</summary>
    private sealed class Bottleneck(double rate, TimeSpan roundTrip)
    {
        private readonly Queue<(TimeSpan At, ulong Sequence, int Bytes)> _underWay = new();
        private readonly List<(TimeSpan At, int Bytes)> _arrived = [];
        private readonly List<(TimeSpan At, TimeSpan Wait)> _waits = [];
        private TimeSpan _busyUntil;

        internal double Rate { get; set; } = rate;
        internal TimeSpan RoundTrip { get; set; } = roundTrip;
        internal TimeSpan Step { get; } = TimeSpan.FromMicroseconds(Math.Clamp(roundTrip.TotalMicroseconds / 20, 10, 500));

        internal void Send(TimeSpan now, ulong sequence, int bytes)
        {
            _waits.Add((now, _busyUntil > now ? _busyUntil - now : TimeSpan.Zero));
            _busyUntil = (_busyUntil > now ? _busyUntil : now) + TimeSpan.FromSeconds(bytes / Rate);
            _underWay.Enqueue((_busyUntil + RoundTrip, sequence, bytes));
        }

        internal bool TryArrive(TimeSpan now, out ulong sequence, out int bytes)
        {
            (sequence, bytes) = (0, 0);
            if (!_underWay.TryPeek(out var next) || next.At > now)
                return false;
            _underWay.Dequeue();
            _arrived.Add((now, next.Bytes));
            (sequence, bytes) = (next.Sequence, next.Bytes);
            return true;
        }

        /// <summary>How long messages have waited until they began, at most.</summary>
        internal TimeSpan LongestWaitIn(double lastSeconds)
        {
            var since = _waits[^1].At - TimeSpan.FromSeconds(lastSeconds);
            return _waits.Where(w => w.At > since).Max(w => w.Wait);
        }

        internal double DeliveredIn(double lastSeconds)
        {
            var since = _arrived[^1].At - TimeSpan.FromSeconds(lastSeconds);
            return _arrived.Where(a => a.At > since).Sum(a => (double)a.Bytes) / lastSeconds;
        }
    }
}
