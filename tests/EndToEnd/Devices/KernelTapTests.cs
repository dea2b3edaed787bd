using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.EndToEnd.Devices;

/// <summary>Taps against the kernel, in the network namespace that the suite runs in.</summary>
public sealed class KernelTapTests
{
    private static readonly MacAddress s_other = new(0x02_00_5E_00_00_99);

    [Fact]
    public void A_tap_is_made_with_the_name_MTU_and_MAC_address_asked_for_and_is_up_without_carrier()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-made", Mtu = 9000, MacAddress = MacAddress.Parse("02:00:5e:10:00:01") });

        var info = TapTable.Find("gt-made");

        Assert.Equal(new TapInfo("gt-made", tap.Index, MacAddress.Parse("02:00:5e:10:00:01"), 9000, "Up", false, false), info);
    }

    [Fact]
    public void A_tap_without_a_name_gets_the_next_free_one()
    {
        using var first = TapDevice.Create(new TapOptions());
        using var second = TapDevice.Create(new TapOptions());

        Assert.Matches("^tap[0-9]+$", first.Name);
        Assert.Matches("^tap[0-9]+$", second.Name);
        Assert.NotEqual(first.Name, second.Name);
    }

    [Fact]
    public void A_tap_is_gone_when_it_is_disposed_of()
    {
        using (TapDevice.Create(new TapOptions { Name = "gt-gone" }))
            Assert.NotNull(TapTable.Find("gt-gone"));

        Eventually.True(() => TapTable.Find("gt-gone") is null);
    }

    [Fact]
    public void A_persistent_tap_stays_can_be_opened_again_and_removed()
    {
        TapDevice.Create(new TapOptions { Name = "gt-stay", Persist = true, Owner = "nobody" }).Dispose();

        Assert.True(TapTable.Find("gt-stay")?.Persist);
        TapDevice.Attach("gt-stay").Dispose();
        TapTable.Remove("gt-stay");
        Assert.Null(TapTable.Find("gt-stay"));
    }

    [Fact]
    public void The_host_sees_the_cable_plugged_and_pulled()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-cable" });

        tap.SetCarrier(true);
        Eventually.True(() => TapTable.Find("gt-cable")!.Carrier);
        tap.SetCarrier(false);
        Eventually.True(() => !TapTable.Find("gt-cable")!.Carrier);
    }

    [Theory]
    [InlineData(1500, 1514)]
    [InlineData(9000, 9014)]
    [InlineData(65521, 65535)]
    public async Task The_longest_frame_of_an_MTU_is_read_whole(int mtu, int frameLength)
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-read", Mtu = mtu });
        Configure(tap, "10.83.200.1");
        Commands.Run("ip", "neigh", "replace", "10.83.200.2", "lladdr", s_other.ToString(), "dev", tap.Name);

        // 20 bytes of IPv4, 8 of ICMP: the ping fills the MTU to its last byte.
        var ping = Task.Run(() => Commands.Try("ping", "-n", "-c", "10", "-i", "0.2", "-W", "1", "-M", "do", "-s", $"{mtu - 28}", "10.83.200.2"));
        var frame = ReadUntil(tap, f => f.Length == frameLength && EtherTypeOf(f) == 0x0800);

        Assert.Equal(s_other, MacAddress.Read(frame));
        Assert.Equal(tap.MacAddress, MacAddress.Read(frame.AsSpan(6)));
        await ping;
    }

    [Fact]
    public void A_frame_with_a_VLAN_tag_is_read_with_its_tag()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-vlan" });
        using var socket = new RawSocket(tap.Index);
        tap.SetCarrier(true);
        byte[] frame = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x00, 0x5e, 0x00, 0x00, 0x99, 0x81, 0x00, 0x20, 0x2a, 0x88, 0xb5, .. new byte[46]];

        var read = ReadUntil(tap, f => EtherTypeOf(f) == 0x8100, () => socket.Send(frame));

        Assert.Equal(frame, read);
    }

    [Fact]
    public void The_kernel_answers_an_ARP_question_that_is_written_to_the_tap()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-arp" });
        Configure(tap, "10.83.201.1");
        byte[] question =
        [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x00, 0x5e, 0x00, 0x00, 0x99, 0x08, 0x06,
            0, 1, 8, 0, 6, 4, 0, 1, 0x02, 0x00, 0x5e, 0x00, 0x00, 0x99, 10, 83, 201, 2, 0, 0, 0, 0, 0, 0, 10, 83, 201, 1,
        ];

        var answer = ReadUntil(tap, f => EtherTypeOf(f) == 0x0806 && f[21] == 2, () => Assert.True(tap.Write([.. new byte[VirtioNetHeader.Size], .. question])));

        Assert.Equal(s_other, MacAddress.Read(answer));
        Assert.Equal(new byte[] { 10, 83, 201, 1 }, answer[28..32]);
    }

    [Fact]
    public void What_the_kernel_refuses_is_said_and_harms_nothing()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-refuse" });
        Configure(tap, "10.83.202.1");
        var header = new byte[VirtioNetHeader.Size];
        new VirtioNetHeader(VirtioNetHeader.NeedsChecksum, 77, 0, 1448, 34, 16).Write(header);

        Assert.False(tap.Write([.. header, .. new byte[1400]]));
        Assert.True(tap.Write([.. new byte[VirtioNetHeader.Size], .. new byte[60]]));
    }

    [Fact]
    public void The_kernel_takes_whatever_header_fits_its_frame()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-fits" });
        Configure(tap, "10.83.205.1");
        var random = new Random(1);
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var (header, frame) = Garbled(random);
            if (!header.Fits(frame))
                continue;
            var bytes = new byte[VirtioNetHeader.Size + frame.Length];
            header.Write(bytes);
            frame.CopyTo(bytes, VirtioNetHeader.Size);
            Assert.True(tap.Write(bytes), $"{header} {Convert.ToHexString(frame.AsSpan(0, Math.Min(frame.Length, 80)))}, {frame.Length} bytes");
            taken += header.GsoType == VirtioNetHeader.GsoNone ? 0 : 1;
        }
        Assert.InRange(taken, 1_000, 20_000);
    }

    [Fact]
    public void A_waiting_reader_is_woken_when_reading_is_to_stop_and_the_tap_can_be_read_again()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-stop" });
        var results = new List<bool>();
        var reader = new Thread(() => results.Add(tap.WaitToRead()));

        reader.Start();
        tap.StopReading();
        Assert.True(reader.Join(TimeSpan.FromSeconds(60)));
        Assert.Equal([false], results);

        Configure(tap, "10.83.203.1");
        Assert.True(tap.WaitToRead());
    }

    [Fact]
    public void A_reader_that_still_waits_when_its_tap_is_disposed_of_wakes_up_and_the_tap_is_gone()
    {
        var tap = TapDevice.Create(new TapOptions { Name = "gt-gone" });
        var results = new List<bool>();
        var reader = new Thread(() => results.Add(tap.WaitToRead())) { Name = "gt-gone reader" };
        reader.Start();
        Eventually.True(IsPolling);

        tap.Dispose();

        Assert.True(reader.Join(TimeSpan.FromSeconds(60)));
        Assert.Equal([false], results);
        Assert.Null(TapTable.Find("gt-gone"));
        Assert.Throws<ObjectDisposedException>(() => tap.WaitToRead());

        static bool IsPolling() => Directory.EnumerateDirectories("/proc/self/task").Any(task =>
            File.ReadAllText($"{task}/comm").TrimEnd() == "gt-gone reader" && File.ReadAllText($"{task}/stat").Split(')')[^1].StartsWith(" S", StringComparison.Ordinal));
    }

    [Fact]
    public void A_short_wait_ends_when_there_is_a_frame_and_at_once_when_reading_is_to_stop()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-wait" });
        Configure(tap, "10.83.204.1");
        // A signal to this process may end a wait early.
        Eventually.True(() => tap.WaitToRead(TimeSpan.FromSeconds(5)));

        tap.StopReading();
        Assert.False(tap.WaitToRead(TimeSpan.FromHours(1)));
        Assert.False(tap.WaitToRead());
        Assert.True(tap.WaitToRead());
    }

    [Fact]
    public void A_short_wait_for_nothing_takes_its_time()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-time" });

        bool WaitsInVain()
        {
            var watch = Stopwatch.StartNew();
            return !tap.WaitToRead(TimeSpan.FromMilliseconds(50)) && watch.Elapsed >= TimeSpan.FromMilliseconds(50);
        }
        // A signal to this process may end one early.
        Eventually.True(WaitsInVain);
    }

    [Fact]
    public void A_reader_whose_tap_is_removed_by_somebody_else_says_so()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-rob" });
        TapTable.Remove("gt-rob");

        var error = Assert.Throws<GelfException>(() =>
        {
            while (tap.WaitToRead())
                tap.Read(new byte[70_000]);
        });

        Assert.Equal("TapGone", error.ErrorId);
    }

    [Fact]
    public void A_buffer_that_could_cut_a_frame_short_is_refused()
    {
        using var tap = TapDevice.Create(new TapOptions { Name = "gt-short" });

        Assert.Throws<ArgumentOutOfRangeException>(() => tap.Read(new byte[1500]));
    }

    [Theory]
    [InlineData("lo", 1500, "TapNameTaken")]
    [InlineData("gt-twice", 1500, "TapNameTaken")]
    [InlineData("gt-new", 10, "TapMtuInvalid")]
    [InlineData("gt-new", 65_522, "TapMtuInvalid")]
    [InlineData("a-name-of-16-chr", 1500, "TapNameInvalid")]
    [InlineData("a/b", 1500, "TapNameInvalid")]
    [InlineData("tap%d", 1500, "TapNameInvalid")]
    public void A_tap_that_cannot_be_made_is_one_error_and_leaves_nothing(string name, int mtu, string errorId)
    {
        using var taken = TapDevice.Create(new TapOptions { Name = "gt-twice" });
        var before = InterfaceTable.List();

        var error = Assert.Throws<GelfException>(() => TapDevice.Create(new TapOptions { Name = name, Mtu = mtu }));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(before, InterfaceTable.List());
    }

    [Fact]
    public void An_owner_that_does_not_exist_is_an_error()
    {
        var error = Assert.Throws<GelfException>(() => TapDevice.Create(new TapOptions { Owner = "no-such-user-here" }));

        Assert.Equal("TapOwnerUnknown", error.ErrorId);
    }

    [Fact]
    public void Taking_a_tap_that_is_not_there_or_is_held_is_an_error()
    {
        using var held = TapDevice.Create(new TapOptions { Name = "gt-held" });

        Assert.Equal("TapNotFound", Assert.Throws<GelfException>(() => TapDevice.Attach("gt-none")).ErrorId);
        Assert.Equal("TapBusy", Assert.Throws<GelfException>(() => TapDevice.Attach("gt-held")).ErrorId);
        Assert.Equal("TapNotFound", Assert.Throws<GelfException>(() => TapTable.Remove("lo")).ErrorId);
    }

    /// <summary>A super-frame of TCP or UDP, to nobody, of which a few things may be wrong.</summary>
    private static (VirtioNetHeader Header, byte[] Frame) Garbled(Random random)
    {
        var (isTcp, isIPv4) = (random.Next(4) > 0, random.Next(2) == 0);
        var transport = isTcp ? new byte[20] : new byte[8];
        if (isTcp)
            transport[12] = 0x50;
        var protocol = (byte)(isTcp ? 6 : 17);
        byte[] ip = isIPv4
            ? [0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]
            : [0x60, 0, 0, 0, 0, 0, protocol, 64, .. new byte[15], 1, .. new byte[15], 2];
        byte[] frame = [2, 0, 0x5e, 0, 0, 0x98, 2, 0, 0x5e, 0, 0, 0x99, .. isIPv4 ? [8, 0] : (byte[])[0x86, 0xdd], .. ip, .. transport, .. new byte[random.Next(4_000)]];
        var gsoType = !isTcp ? VirtioNetHeader.GsoUdp : isIPv4 ? VirtioNetHeader.GsoTcp4 : VirtioNetHeader.GsoTcp6;
        var header = new VirtioNetHeader(VirtioNetHeader.NeedsChecksum, gsoType, 0, 1_000, (ushort)(14 + ip.Length), (ushort)(isTcp ? 16 : 6));
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            switch (random.Next(8))
            {
                case 0:
                    header = header with { GsoType = (byte)(random.Next(2) * VirtioNetHeader.GsoEcn | random.Next(7)) };
                    break;
                case 1:
                    header = header with { GsoSize = (ushort)random.Next(100) };
                    break;
                case 2:
                    header = header with { ChecksumStart = (ushort)random.Next(100) };
                    break;
                case 3:
                    header = header with { ChecksumOffset = (ushort)random.Next(20) };
                    break;
                case 4:
                    header = header with { Flags = (byte)random.Next(4) };
                    break;
                case 5:
                    header = header with { HeaderLength = (ushort)random.Next(5_000) };
                    break;
                case 6:
                    header = header with { GsoType = VirtioNetHeader.GsoNone, GsoSize = 0 };
                    break;
                default:
                    frame[random.Next(12, frame.Length < 80 ? frame.Length : 80)] = (byte)random.Next(256);
                    break;
            }
        }
        return (header, frame);
    }

    private static void Configure(TapDevice tap, string address)
    {
        tap.SetCarrier(true);
        AddressTable.Add(tap.Index, IPAddress.Parse(address), 24, null);
    }

    private static int EtherTypeOf(byte[] frame) => BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12));

    // What is done again before each look: the kernel drops what is sent before it has seen the new carrier.
    private static byte[] ReadUntil(TapDevice tap, Func<byte[], bool> wanted, Action? again = null)
    {
        var buffer = new byte[70_000];
        byte[]? found = null;
        Eventually.True(() =>
        {
            again?.Invoke();
            while (found is null && tap.Read(buffer) is > 0 and var length)
                if (wanted(buffer[VirtioNetHeader.Size..length]))
                    found = buffer[VirtioNetHeader.Size..length];
            return found is not null;
        });
        return found!;
    }
}
