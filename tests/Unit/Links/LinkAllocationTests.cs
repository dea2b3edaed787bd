using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Buffers;
using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

/// <summary>The part of a message's way that has a kernel and sockets in it: from a link's queue to the owner of the link at the other end.</summary>
public sealed class LinkAllocationTests
{
    private const int Lap = 500;
    private const int Warm = 2 * Lap;
    private const int All = Warm + 5 * Lap;

    [Theory]
    [InlineData(100, 1), InlineData(1_500, 1)]
    // For one that has to wait until the kernel has room, .NET's WebSocket makes some garbage.
    [InlineData(60_000, 256), InlineData(200_000, 256)]
    public async Task A_message_from_queue_to_queue_leaves_next_to_no_garbage(int length, int mostSent)
    {
        var pool = new MessagePool();
        var meter = new Meter();
        var (near, far) = Connect();
        using var nearSocket = WebSocket.CreateFromStream(near, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        using var farSocket = WebSocket.CreateFromStream(far, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
        var from = new WebSocketLink(nearSocket, near, new IPEndPoint(IPAddress.Loopback, 1), pool, new Meter());
        var to = new WebSocketLink(farSocket, far, new IPEndPoint(IPAddress.Loopback, 1), pool, meter);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(60));
        Task[] running = [from.RunAsync(stop.Token), to.RunAsync(stop.Token)];
        var bytes = new byte[length];

        var sending = OwnThread.Run("test", () =>
        {
            SendUntil(Warm);
            return AllocationLaps.LeastOfFive(() => SendUntil(meter.Count + Lap));
        });
        var sent = await sending;

        await stop.CancelAsync();
        await Task.WhenAll(running);
        Assert.Equal(All, meter.Count);
        // Less than a byte a message: nothing that each of them leaves.
        Assert.True(meter.Laps.Least < Lap, $"{meter.Laps.Least} bytes where {Lap} messages were received");
        Assert.True(sent < mostSent * Lap, $"{sent} bytes where {Lap} messages were sent");

        // One at a time, so that the kernel mostly has room for it.
        void SendUntil(int count)
        {
            while (meter.Count < count && !stop.IsCancellationRequested)
            {
                var next = meter.Count + 1;
                var message = pool.Copy(bytes);
                from.Send(message, urgent: false);
                from.Flush();
                message.Release();
                while (meter.Count < next && !stop.IsCancellationRequested)
                    Thread.Yield();
            }
        }
    }

    private static (SocketStream Near, SocketStream Far) Connect()
    {
        var (dialled, accepted) = SocketPair.Connect();
        dialled.NoDelay = true;
        dialled.SendBufferSize = 1 << 20;
        return (new SocketStream(dialled), new SocketStream(accepted));
    }

    /// <summary>Counts what it receives, and what the thread that receives allocates for it once it is warm.</summary>
    private sealed class Meter : ILinkOwner
    {
        private volatile int _count;

        internal int Count => _count;
        internal AllocationLaps Laps { get; } = new();

        public bool TryAttach(ILink link) => true;

        public void Detach(ILink link)
        {
        }

        public void Receive(ILink link, MessageBuffer message)
        {
            var count = _count + 1;
            if (count >= Warm && count % Lap == 0)
                Laps.Mark();
            _count = count;
        }

        public void ReceiveMalformed(ILink link)
        {
        }

        public void FlushAcks()
        {
        }
    }
}
