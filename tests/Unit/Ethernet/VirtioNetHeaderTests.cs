using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Tests.Unit.Simulation;

namespace Gelf.Tests.Unit.Ethernet;

/// <summary>Which virtio-net headers of a peer may reach the kernel.</summary>
public sealed class VirtioNetHeaderTests
{
    private const int EtherTypeAt = 12;
    private const int NetworkAt = 14;

    [Theory]
    [InlineData(false, -1), InlineData(true, -1), InlineData(false, 42), InlineData(true, 42)]
    public void What_a_kernel_says_of_a_super_frame_fits(bool isIPv6, int vlan)
    {
        var (header, frame) = Tcp(isIPv6, vlan);

        Assert.True(header.Fits(frame));
        Assert.True((header with { GsoType = (byte)(header.GsoType | VirtioNetHeader.GsoEcn) }).Fits(frame));
        Assert.True((header with { Flags = VirtioNetHeader.NeedsChecksum | VirtioNetHeader.DataValid }).Fits(frame));
        Assert.True((header with { HeaderLength = (ushort)frame.Length }).Fits(frame));
        Assert.True((header with { HeaderLength = 0 }).Fits(frame));
    }

    [Fact]
    public void What_a_kernel_says_of_an_ordinary_frame_fits()
    {
        var (_, frame) = Tcp(isIPv6: false);

        Assert.True(default(VirtioNetHeader).Fits(frame));
        Assert.True(new VirtioNetHeader { Flags = VirtioNetHeader.DataValid }.Fits(frame));
        Assert.True(new VirtioNetHeader { Flags = VirtioNetHeader.NeedsChecksum, ChecksumStart = 34, ChecksumOffset = 16 }.Fits(frame));
        // A tunnel's inner checksum.
        Assert.True(new VirtioNetHeader { Flags = VirtioNetHeader.NeedsChecksum, ChecksumStart = 1_000, ChecksumOffset = 6 }.Fits(frame));
    }

    [Theory]
    [InlineData(false, 1), InlineData(false, 47), InlineData(true, 1), InlineData(true, 47), InlineData(false, 0), InlineData(false, 0xFFFF), InlineData(true, 0xFFFF)]
    public void A_size_that_makes_thousands_of_packets_or_means_something_else_to_a_kernel_does_not_fit(bool isIPv6, int gsoSize)
    {
        var (header, frame) = Tcp(isIPv6);

        Assert.False((header with { GsoSize = (ushort)gsoSize }).Fits(frame));
        Assert.True((header with { GsoSize = VirtioNetHeader.MinGsoSize }).Fits(frame));
    }

    [Theory]
    [InlineData(false, VirtioNetHeader.GsoTcp4), InlineData(true, VirtioNetHeader.GsoTcp6)]
    public void TCP_segmentation_of_what_its_IP_header_calls_something_else_does_not_fit(bool isIPv6, byte gsoType)
    {
        var (header, frame) = Tcp(isIPv6);
        Assert.Equal(gsoType, header.GsoType);

        frame[NetworkAt + (isIPv6 ? 6 : 9)] = 17;

        Assert.False(header.Fits(frame));
    }

    [Theory]
    [InlineData(false, VirtioNetHeader.GsoTcp6), InlineData(true, VirtioNetHeader.GsoTcp4)] // the other version of IP
    [InlineData(false, VirtioNetHeader.GsoUdp), InlineData(true, VirtioNetHeader.GsoUdp), InlineData(false, 0x85), InlineData(false, 3), InlineData(false, 0x80)]
    public void A_type_that_the_frame_contradicts_or_nobody_knows_does_not_fit(bool isIPv6, byte gsoType)
    {
        var (header, frame) = Tcp(isIPv6);

        Assert.False((header with { GsoType = gsoType }).Fits(frame));
        Assert.False((header with { GsoType = gsoType, ChecksumOffset = 6 }).Fits(frame));
    }

    [Theory]
    [InlineData(0x35), InlineData(0x65), InlineData(0x44), InlineData(0x46), InlineData(0x4F)] // another version; too short; not where the transport header is
    public void An_IPv4_header_that_says_something_else_does_not_fit(byte versionAndLength)
    {
        var (header, frame) = Tcp(isIPv6: false);

        frame[NetworkAt] = versionAndLength;

        Assert.False(header.Fits(frame));
    }

    [Theory]
    [InlineData(0x20, 0), InlineData(0, 1)]
    public void Segments_of_a_fragment_do_not_fit(byte flags, byte offset)
    {
        var (header, frame) = Tcp(isIPv6: false);

        (frame[NetworkAt + 6], frame[NetworkAt + 7]) = (flags, offset);

        Assert.False(header.Fits(frame));
    }

    [Theory]
    [InlineData(0x00), InlineData(0x40), InlineData(0xF0)]
    public void A_TCP_header_that_is_too_short_or_longer_than_the_frame_does_not_fit(byte length)
    {
        var (header, frame) = Tcp(isIPv6: false);
        frame[header.ChecksumStart + 12] = length;

        Assert.False(header.Fits(frame.AsSpan(0, header.ChecksumStart + 40)));
    }

    [Theory]
    [InlineData(33, 16), InlineData(35, 16), InlineData(54, 16), InlineData(34, 6), InlineData(34, 18), InlineData(13, 16), InlineData(0, 50), InlineData(60_000, 16)]
    public void A_checksum_that_is_not_where_TCP_has_it_does_not_fit(ushort start, ushort offset)
    {
        var (header, frame) = Tcp(isIPv6: false);

        Assert.False((header with { ChecksumStart = start, ChecksumOffset = offset }).Fits(frame));
    }

    [Theory]
    [InlineData(true, 0), InlineData(true, 43), InlineData(true, 60), InlineData(false, 44), InlineData(false, 59)]
    public void A_transport_header_behind_an_IPv6_extension_header_fits_if_kernels_find_it(bool fits, byte extension)
    {
        var (header, frame) = Tcp(isIPv6: true);
        var transport = NetworkAt + 40;
        byte[] extended = [.. frame[..transport], 6, 1, .. new byte[14], .. frame[transport..]];
        extended[NetworkAt + 6] = extension;

        Assert.Equal(fits, (header with { ChecksumStart = (ushort)(transport + 16) }).Fits(extended));
        Assert.False(header.Fits(extended));
    }

    [Fact]
    public void Extension_headers_beyond_the_frame_do_not_fit()
    {
        var (header, frame) = Tcp(isIPv6: true);
        frame.AsSpan(NetworkAt + 40).Clear(); // hop-by-hop options, on and on
        frame[NetworkAt + 6] = 0;

        Assert.False(header.Fits(frame));
        frame[NetworkAt + 41] = 255;
        Assert.False(header.Fits(frame.AsSpan(0, 1_000)));
    }

    [Theory]
    [InlineData(true, 48, 128), InlineData(true, 1_400, 40), InlineData(false, 48, 129), InlineData(false, 47, 2), InlineData(false, 0xFFFF, 1)]
    public void Datagrams_fit_if_they_are_no_more_than_kernels_cut(bool fits, ushort size, int count)
    {
        var payload = Math.Min(size * count, 60_000);
        byte[] packet = [0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 0, .. new byte[payload]];
        byte[] frame = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, .. packet];
        var header = new VirtioNetHeader(VirtioNetHeader.NeedsChecksum, VirtioNetHeader.GsoUdp, 42, size, 34, 6);

        Assert.Equal(fits, header.Fits(frame));
        Assert.False((header with { GsoType = VirtioNetHeader.GsoUdp | VirtioNetHeader.GsoEcn }).Fits(frame));
        Assert.False((header with { GsoType = VirtioNetHeader.GsoTcp4, ChecksumOffset = 16 }).Fits(frame));
    }

    [Fact]
    public void No_frame_is_cut_into_more_packets_than_its_length_allows_whatever_its_header_says()
    {
        var random = new Random(1);
        var fitted = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var (header, frame) = Tcp(isIPv6: random.Next(2) == 0, vlan: random.Next(-1, 1));
            Garble(random, ref header, frame);
            var whole = frame.AsSpan(0, random.Next(4) > 0 ? frame.Length : random.Next(FrameRecords.MinFrame, frame.Length));
            if (!header.Fits(whole) || header.GsoType == VirtioNetHeader.GsoNone)
                continue;
            fitted++;
            Assert.InRange(whole.Length / header.GsoSize, 0, whole.Length / VirtioNetHeader.MinGsoSize);
            Assert.True(header.ChecksumStart + header.ChecksumOffset + 2 <= whole.Length);
        }
        Assert.InRange(fitted, 1_000, 199_000);
    }

    [Theory]
    [InlineData(VirtioNetHeader.GsoTcp4, 36, 48), InlineData(VirtioNetHeader.GsoTcp6 | VirtioNetHeader.GsoEcn, 8, 48), InlineData(VirtioNetHeader.GsoTcp4, 48, 48)]
    [InlineData(VirtioNetHeader.GsoTcp4, 1_448, 1_448), InlineData(VirtioNetHeader.GsoUdp, 20, 20), InlineData(VirtioNetHeader.GsoNone, 0, 0)]
    public void Only_segments_of_a_stream_are_made_larger(byte gsoType, ushort size, ushort sent)
    {
        var bytes = new byte[VirtioNetHeader.Size];
        new VirtioNetHeader(1, gsoType, 66, size, 34, 16).Write(bytes);

        VirtioNetHeader.RaiseGsoSize(bytes);

        Assert.Equal(new VirtioNetHeader(1, gsoType, 66, sent, 34, 16), VirtioNetHeader.Read(bytes));
    }

    private static void Garble(Random random, ref VirtioNetHeader header, byte[] frame)
    {
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            switch (random.Next(7))
            {
                case 0:
                    header = header with { GsoType = (byte)random.Next(256) };
                    break;
                case 1:
                    header = header with { GsoSize = (ushort)random.Next(65_536) };
                    break;
                case 2:
                    header = header with { GsoSize = (ushort)random.Next(64) };
                    break;
                case 3:
                    header = header with { ChecksumStart = (ushort)random.Next(100) };
                    break;
                case 4:
                    header = header with { ChecksumOffset = (ushort)random.Next(20) };
                    break;
                case 5:
                    header = header with { Flags = (byte)random.Next(8) };
                    break;
                default:
                    frame[random.Next(EtherTypeAt, 80)] = (byte)random.Next(256);
                    break;
            }
        }
    }

    private static (VirtioNetHeader Header, byte[] Frame) Tcp(bool isIPv6, int vlan = -1)
    {
        var record = new TcpFrame { IsIPv6 = isIPv6, Vlan = vlan, Payload = new byte[4 * 1_448] }.ToRecord();
        return (VirtioNetHeader.Read(record.AsSpan(FrameRecords.LengthSize)), record[(FrameRecords.LengthSize + VirtioNetHeader.Size)..]);
    }
}
