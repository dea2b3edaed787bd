using System.Net;
using Gelf.Engine.Buffers;
using Gelf.Engine.Datapath;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Hosting;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Tests.Unit.Datapath;

/// <summary>The way of a frame from tap to tap, through everything but a kernel and a socket, on one thread.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1_000;

    [Theory]
    [InlineData(false, 100), InlineData(false, 1_514), InlineData(false, 60_000)]
    [InlineData(true, 100), InlineData(true, 1_514), InlineData(true, 60_000)]
    public void A_frame_on_its_way_allocates_nothing(bool isSealed, int frameLength) => AssertNothingIsAllocated(isSealed, frameLength, framesARound: 4, Rounds);

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_frame_that_waits_for_acks_allocates_nothing(bool isSealed) => AssertNothingIsAllocated(isSealed, 60_000, framesARound: 60, Rounds / 20);

    /// <summary>The rate is learnt, of a fast path and of a slow one.</summary>
    [Theory]
    [InlineData(false, 60, 1), InlineData(true, 60, 1)]
    [InlineData(false, 2, 40), InlineData(true, 2, 40)]
    public void A_frame_that_takes_its_time_allocates_nothing(bool isSealed, int framesARound, double milliseconds) =>
        AssertNothingIsAllocated(isSealed, 60_000, framesARound, Rounds / 40, TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData(false, 100), InlineData(true, 100), InlineData(false, 60_000), InlineData(true, 60_000)]
    public void A_frame_that_a_wire_carries_allocates_nothing(bool isSealed, int frameLength) =>
        AssertNothingIsAllocated(isSealed, frameLength, framesARound: 4, Rounds, viaWire: true);

    /// <summary>Twenty times a second for as long as a relay runs: garbage of that waits for megabytes more before it is collected.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_tick_at_which_nothing_is_due_allocates_nothing(bool isSealed)
    {
        using var pair = new Pair(isSealed);
        pair.Send(frameLength: 100, frames: 1);
        pair.PassTime(ticks: 100, TimeSpan.FromMilliseconds(1));

        var allocated = AllocationLaps.LeastOfFive(() => pair.PassTime(ticks: 1_000, TimeSpan.FromMilliseconds(1)));

        Assert.Equal(0, allocated);
    }

    private static void AssertNothingIsAllocated(
        bool isSealed, int frameLength, int framesARound, int rounds, TimeSpan oneWay = default, bool viaWire = false)
    {
        using var pair = new Pair(isSealed, viaWire);
        void Send()
        {
            for (var i = 0; i < rounds; i++)
                pair.Send(frameLength, framesARound, oneWay);
        }
        Send();
        var writtenBefore = pair.Written;

        var allocated = AllocationLaps.LeastOfFive(Send);

        Assert.Equal(5 * framesARound * rounds, pair.Written - writtenBefore);
        Assert.Equal(0, allocated);
    }

    /// <summary>Two relays that know each other.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly SegmentKey? _key;
        private readonly VirtualClock _clock = new();
        private readonly RepeatingTap _from = new("from", 1);
        private readonly RepeatingTap _to = new("to", 2);
        private readonly RelayNode _one;
        private readonly RelayNode _two;
        private readonly Func<bool>[] _links;

        internal Pair(bool isSealed, bool viaWire = false)
        {
            _key = isSealed ? SegmentKey.Create() : null;
            var pool = new MessagePool();
            _one = NewNode(_from, _key, _clock, pool);
            _two = NewNode(_to, _key, _clock, pool);
            if (viaWire)
            {
                var counters = new RelayCounters();
                var wire = new MessageReceiver(new LinkedSwitch(new Hello { Name = "wire", Role = Hello.WireRole }, _clock, pool, counters), new WireInbox(), pool, counters);
                _links = [StraightLink.Connect(_one.Receiver, wire), StraightLink.Connect(wire, _two.Receiver)];
            }
            else
            {
                _links = [StraightLink.Connect(_one.Receiver, _two.Receiver)];
            }
            PassTime(ticks: 40, TimeSpan.FromMilliseconds(50));
            // The answer teaches the first relay where the second one's address is.
            _to.Frame = Simulation.Frame.Make(_from.MacAddress, _to.MacAddress);
            _to.Left = 1;
            _two.Pump();
            HandOver();
        }

        internal int Written => _to.Written;

        internal void PassTime(int ticks, TimeSpan each)
        {
            for (var i = 0; i < ticks; i++)
            {
                _clock.Advance(each);
                _one.Tick();
                _two.Tick();
                HandOver();
            }
        }

        private void HandOver()
        {
            for (var moved = true; moved;)
            {
                moved = false;
                foreach (var link in _links)
                    moved |= link();
            }
        }

        /// <summary>All that the tap has, before the other end hears of any: what is over the window waits.</summary>
        internal void Send(int frameLength, int frames, TimeSpan oneWay = default)
        {
            if (_from.Frame.Length != frameLength)
                _from.Frame = Simulation.Frame.Make(_to.MacAddress, _from.MacAddress, frameLength);
            _from.Left = frames;
            while (_from.Left > 0)
                _one.Pump();
            _clock.Advance(oneWay);
            HandOver();
            _two.Acks.FlushDue();
            _clock.Advance(oneWay);
            HandOver();
        }

        public void Dispose()
        {
            _one.Dispose();
            _two.Dispose();
            _key?.Dispose();
        }
    }

    private static RelayNode NewNode(RepeatingTap tap, SegmentKey? key, VirtualClock clock, MessagePool pool) => new(
        tap, new Hello { Name = tap.Name, Role = Hello.RelayRole, Tap = tap.Name, Mac = tap.MacAddress.ToString(), Mtu = tap.Mtu }, clock, pool, new byte[32], key, _ => { });

    private sealed class RepeatingTap(string name, ulong mac) : ITap
    {
        internal byte[] Frame { get; set; } = [];
        internal int Left { get; set; }
        internal int Written { get; private set; }

        public string Name { get; } = name;
        public int Index => 0;
        public MacAddress MacAddress { get; } = new(0x02_00_00_00_00_00 + mac);
        public int Mtu => 65_521;

        public TapInfo? Look() => null;

        public bool WaitToRead() => true;

        public bool WaitToRead(TimeSpan atMost) => Left > 0;

        public int Read(Span<byte> buffer)
        {
            if (Left == 0)
                return 0;
            Left--;
            buffer[..VirtioNetHeader.Size].Clear();
            Frame.CopyTo(buffer[VirtioNetHeader.Size..]);
            return VirtioNetHeader.Size + Frame.Length;
        }

        public bool Write(ReadOnlySpan<byte> headerAndFrame)
        {
            Written++;
            return true;
        }

        public void StopReading()
        {
        }

        public void SetCarrier(bool plugged)
        {
        }
    }

    /// <summary>Holds each message until it is asked to hand all over.</summary>
    private sealed class StraightLink(ILinkOwner owner) : ILink
    {
        private static readonly MessagePool s_pool = new();
        private readonly ILinkOwner _owner = owner;
        private readonly Queue<MessageBuffer> _underWay = new();
        private StraightLink _other = null!;

        public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);
        public LinkCounters Counters { get; } = new();

        /// <returns>Hands over all that is under way, and tells whether anything was.</returns>
        internal static Func<bool> Connect(MessageReceiver one, MessageReceiver two)
        {
            var (atOne, atTwo) = (new StraightLink(one), new StraightLink(two));
            (atOne._other, atTwo._other) = (atTwo, atOne);
            Assert.True(one.TryAttach(atOne));
            Assert.True(two.TryAttach(atTwo));
            return () =>
            {
                var moved = false;
                while (atOne.TryHandOver() | atTwo.TryHandOver())
                    moved = true;
                return moved;
            };
        }

        private bool TryHandOver()
        {
            if (!_underWay.TryDequeue(out var message))
                return false;
            _other._owner.Receive(_other, message);
            message.Release();
            return true;
        }

        public SendOutcome Send(MessageBuffer message, bool urgent)
        {
            // A copy, as a socket would make: the other end opens its own in place.
            _underWay.Enqueue(s_pool.Copy(message.Span));
            return SendOutcome.Queued;
        }

        public void Flush()
        {
            // What is queued is on its way.
        }

        public void Close(LinkCloseReason reason)
        {
        }

    }
}
