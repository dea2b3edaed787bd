using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Tests.EndToEnd.Devices;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>What a host of the segment does: somebody on its bridged network, or a relay that was tampered with.</summary>
internal static class KeyHolders
{
    private const int FramesAtOnce = 40;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The second host's network sends 2,000 frames a second, each from another address.</summary>
    internal static Attack FloodAddresses(HostileSegment segment) => new("addresses", async (attack, cancel) =>
    {
        var index = int.Parse(segment.Two.Run("cat", "/sys/class/net/tap0/ifindex"), CultureInfo.InvariantCulture);
        using var socket = NamespaceThread.Run(segment.Two, () => new RawSocket(index));
        var frame = new byte[60];
        while (true)
        {
            for (var i = 0; i < FramesAtOnce; i++)
            {
                RandomNumberGenerator.Fill(frame.AsSpan(0, 12));
                (frame[0], frame[6]) = (2, 2); // from and to addresses that nobody has
                (frame[12], frame[13]) = (0x88, 0xb5);
                socket.Send(frame);
            }
            attack.Strike();
            await Task.Delay(s_interval, cancel);
        }
    });

    /// <summary>A third relay, with the key and a direct link, sends super-frames that a kernel would cut into single bytes.</summary>
    internal static Attack SendBadHeaders() => new("headers", async (attack, cancel) =>
    {
        using var key = SegmentKey.FromHex(HostileSegment.Key);
        var tap = new ScriptedTap();
        await using var relay = new Relay(new RelayOptions { Name = "tampered", Port = 0, Key = key }, tap);
        await relay.StartAsync(cancel);
        await relay.ConnectAsync(JoinLink.Parse($"http://{HostileSegment.EndPointOne}/#token={key.Token}"), cancel);
        while (true)
        {
            foreach (var header in new VirtioNetHeader[] { new(1, 1, 54, 1, 34, 16), new(1, 1, 54, ushort.MaxValue, 34, 16), new(1, 1, 42, 1400, 34, 6), new(1, 4, 54, 47, 34, 16) })
                tap.Send(header, SuperFrame());
            if (relay.Peers.Any(peer => peer.State == Engine.Snapshots.PeerState.Connected))
                attack.Strike();
            await Task.Delay(s_interval, cancel);
        }
    });

    // TCP over IPv4, to all, of the longest length.
    private static byte[] SuperFrame()
    {
        var frame = new byte[65_000];
        frame.AsSpan(0, 6).Fill(0xff);
        (frame[6], frame[11], frame[12]) = (2, 9, 8);
        (frame[14], frame[22], frame[23]) = (0x45, 64, 6);
        (frame[16], frame[17]) = ((65_000 - 14) >> 8, (65_000 - 14) & 0xff);
        IPAddress.Parse("10.10.10.9").GetAddressBytes().CopyTo(frame, 26);
        IPAddress.Parse("10.10.10.1").GetAddressBytes().CopyTo(frame, 30);
        frame[46] = 0x50;
        return frame;
    }

    /// <summary>A tap without a kernel, whose host sends what the test says.</summary>
    private sealed class ScriptedTap : ITap
    {
        private const int Waiting = 16;
        private readonly System.Collections.Concurrent.ConcurrentQueue<byte[]> _toRead = new();
        private readonly SemaphoreSlim _ready = new(0);
        private volatile bool _stop;

        public string Name => "scripted";
        public int Index => 0;
        public MacAddress MacAddress { get; } = new(0x02_00_00_00_00_09);
        public int Mtu => 1500;

        internal void Send(VirtioNetHeader header, byte[] frame)
        {
            if (_toRead.Count >= Waiting)
                return;
            var bytes = new byte[VirtioNetHeader.Size + frame.Length];
            header.Write(bytes);
            frame.CopyTo(bytes, VirtioNetHeader.Size);
            _toRead.Enqueue(bytes);
            _ready.Release();
        }

        public TapInfo? Look() => null;

        public bool WaitToRead()
        {
            _ready.Wait();
            return !_stop;
        }

        public bool WaitToRead(TimeSpan atMost) => false;

        public int Read(Span<byte> buffer)
        {
            if (!_toRead.TryDequeue(out var bytes))
                return 0;
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public bool Write(ReadOnlySpan<byte> headerAndFrame) => true;

        public void StopReading()
        {
            _stop = true;
            _ready.Release();
        }

        public void SetCarrier(bool plugged)
        {
            // There is nobody to see it.
        }
    }
}
