using System.Net;
using Gelf.Engine.Devices;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Relaying;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Relaying;

/// <summary>The way of a frame from tap to tap, through everything but a kernel and a socket, on one thread.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 2_000;

    [Theory]
    [InlineData(false, 100), InlineData(false, 1_514), InlineData(false, 60_000)]
    [InlineData(true, 100), InlineData(true, 1_514), InlineData(true, 60_000)]
    public void A_frame_on_its_way_allocates_nothing(bool isSealed, int frameLength) => AssertNothingIsAllocated(isSealed, frameLength, framesARound: 4, Rounds);

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_frame_that_waits_for_receipts_allocates_nothing(bool isSealed) => AssertNothingIsAllocated(isSealed, 60_000, framesARound: 60, Rounds / 20);

    private static void AssertNothingIsAllocated(bool isSealed, int frameLength, int framesARound, int rounds)
    {
        using var key = isSealed ? SegmentKey.Create() : null;
        var clock = new VirtualClock();
        var pool = new MessagePool();
        var (from, to) = (new RepeatingTap("from", 1), new RepeatingTap("to", 2));
        using var one = NewNode(from, key, clock, pool);
        using var two = NewNode(to, key, clock, pool);
        var handOver = StraightLink.Connect(one.Node, two.Node);
        for (var i = 0; i < 40; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            one.Tick();
            two.Tick();
            handOver();
        }
        // The answer teaches the first relay where the second one's address is.
        to.Frame = Simulation.Frame.Make(from.MacAddress, to.MacAddress);
        to.Left = 1;
        two.Pump();
        handOver();
        from.Frame = Simulation.Frame.Make(to.MacAddress, from.MacAddress, frameLength);
        void Send()
        {
            for (var i = 0; i < rounds; i++)
            {
                // All that the tap has, before the other end hears of any: what is over the window waits.
                from.Left = framesARound;
                while (from.Left > 0)
                    one.Pump();
                handOver();
                two.Receipts.FlushDue();
                handOver();
            }
        }
        Send();
        var writtenBefore = to.Written;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(framesARound * rounds, to.Written - writtenBefore);
        // Less than a byte a frame: what a table's growth or the JIT may take now and then.
        Assert.True(allocated < framesARound * rounds, $"{allocated} bytes for {framesARound * rounds} frames");
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

        internal static Action Connect(Node one, Node two)
        {
            var (atOne, atTwo) = (new StraightLink(one), new StraightLink(two));
            (atOne._other, atTwo._other) = (atTwo, atOne);
            Assert.True(one.TryAttach(atOne));
            Assert.True(two.TryAttach(atTwo));
            return () =>
            {
                while (atOne.TryHandOver() | atTwo.TryHandOver())
                {
                }
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
