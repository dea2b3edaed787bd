using System.Collections.Concurrent;
using System.Net.WebSockets;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Tests.Unit.Links;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Datapath;

/// <summary>A real relay whose peer, made up by the test, takes its time.</summary>
public sealed class SlowPeerTests
{
    private const ulong Peer = 4711;
    private static readonly MacAddress s_hostOfPeer = new(0x02_00_00_00_47_11);
    private readonly ConcurrentQueue<TimeSpan> _looks = new();
    private ulong _sequence;
    private ulong _taken;

    [Fact]
    public async Task While_something_waits_the_reader_looks_every_2_ms_and_yet_stops()
    {
        var relay = await RunningRelay.StartAsync();
        try
        {
            relay.Tap.ShortWait = atMost =>
            {
                _looks.Enqueue(atMost);
                Thread.Sleep(atMost);
                return false;
            };
            using var socket = await relay.OpenLinkAsync();
            await SayHelloAsync(socket);
            // What the host sends before the relay has the link is dropped.
            await Eventually.TrueAsync(() => !relay.Tap.Written.IsEmpty);
            for (var i = 0; i < 3; i++)
            {
                HostSends(relay.Tap, frames: 1);
                await TakeSlowlyAsync(socket);
            }

            HostSends(relay.Tap, frames: 10);
            await Eventually.TrueAsync(() => _looks.Contains(TimeSpan.FromMilliseconds(2)));
        }
        finally
        {
            await relay.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
        Assert.True(relay.Relay.Completion.IsCompletedSuccessfully);
    }

    private async Task SayHelloAsync(ClientWebSocket socket)
    {
        var hello = new Hello { Name = "slow", Role = Hello.RelayRole, Tap = "tap1", Mac = s_hostOfPeer.ToString(), Mtu = 1500 };
        await SendAsync(socket, MessageKind.Hello, hello.ToPayload());
        var frame = Frame.Make(Frame.Broadcast, s_hostOfPeer);
        var record = new byte[FrameRecords.LengthSize + VirtioNetHeader.Size + frame.Length];
        FrameRecords.WriteLength(record, VirtioNetHeader.Size + frame.Length);
        frame.CopyTo(record, FrameRecords.LengthSize + VirtioNetHeader.Size);
        await SendAsync(socket, MessageKind.Frames, record);
    }

    private async Task TakeSlowlyAsync(ClientWebSocket socket)
    {
        var message = await Hosting.RelayTests.ReceiveAsync(socket, MessageKind.Frames);
        Assert.True(Envelope.TryRead(message, out var envelope));
        await Task.Delay(20, TestContext.Current.CancellationToken);
        var ack = new byte[Ack.Size];
        new Ack(_taken += (ulong)(message.Length - Envelope.Size), envelope.Sequence, 0).Write(ack);
        await SendAsync(socket, MessageKind.Ack, ack);
    }

    private Task SendAsync(ClientWebSocket socket, MessageKind kind, ReadOnlyMemory<byte> payload) => socket.SayAsync(kind, payload, Peer, ++_sequence);

    private static void HostSends(FakeTap tap, int frames)
    {
        for (var i = 0; i < frames; i++)
            tap.HostSends(Frame.Make(s_hostOfPeer, tap.MacAddress, length: 30_000));
    }
}
