using CsCheck;
using Gelf.Engine.Buffers;
using Gelf.Tests.Unit.Simulation;

namespace Gelf.Tests.Unit.Buffers;

public sealed class TcpSegmentTests
{
    public static TheoryData<bool, int> Kinds => new() { { false, -1 }, { true, -1 }, { false, 5 }, { true, 5 } };

    [Theory, MemberData(nameof(Kinds))]
    public void Segments_that_follow_each_other_become_the_super_frame_that_the_host_would_have_sent(bool isIPv6, int vlan)
    {
        var whole = new TcpFrame { IsIPv6 = isIPv6, Vlan = vlan, Payload = Bytes(2 * 1_448 + 1_448 + 100) };
        var first = whole with { Payload = whole.Payload[..(2 * 1_448)] };
        var second = whole with { Payload = whole.Payload[(2 * 1_448)..], Sequence = whole.Sequence + 2 * 1_448 };

        Assert.Equal(whole.ToRecord(), Join(first, second));
    }

    [Fact]
    public void Single_segments_become_a_super_frame_too()
    {
        var whole = new TcpFrame { Payload = Bytes(1_448 + 700) };

        Assert.Equal(whole.ToRecord(), Join(whole with { Payload = whole.Payload[..1_448] }, whole with { Payload = whole.Payload[1_448..], Sequence = whole.Sequence + 1_448 }));
    }

    [Fact]
    public void The_newer_acknowledgement_window_and_echo_and_the_older_timestamp_stand_for_both()
    {
        var first = new TcpFrame { Payload = Bytes(1_448), Timestamp = 7 };
        var second = first with { Sequence = first.Sequence + 1_448, Acknowledged = first.Acknowledged + 50, Window = 400, Timestamp = 9, Echo = 12, Flags = 0x18 };

        Assert.Equal(
            (first with { Payload = [.. first.Payload, .. second.Payload], Acknowledged = second.Acknowledged, Window = 400, Echo = 12, Flags = 0x18 }).ToRecord(),
            Join(first, second));
    }

    public static TheoryData<string> Strangers => ["port", "gap", "again", "older ack", "FIN", "TTL", "option", "larger", "no payload", "short before", "ECN bit", "family"];

    [Theory, MemberData(nameof(Strangers))]
    public void What_does_not_follow_is_left_as_it_is(string what)
    {
        var first = new TcpFrame { Payload = Bytes(1_448) };
        var next = first with { Sequence = first.Sequence + 1_448 };
        (first, next) = what switch
        {
            "port" => (first, next with { SourcePort = 1 }),
            "gap" => (first, next with { Sequence = next.Sequence + 1 }),
            "again" => (first, next with { Sequence = first.Sequence }),
            "older ack" => (first, next with { Acknowledged = first.Acknowledged - 1 }),
            "FIN" => (first, next with { Flags = 0x11 }),
            "TTL" => (first, next with { TimeToLive = 63 }),
            "option" => (first, next with { Options = [1, 1, 5, 10, 0, 0, 0, 1, 0, 0, 0, 2] }),
            "larger" => (first, next with { Payload = Bytes(1_449), SegmentSize = 1_449 }),
            "no payload" => (first, next with { Payload = [] }),
            "short before" => (first with { Payload = Bytes(1_448 + 10) }, next with { Sequence = next.Sequence + 10 }),
            "ECN bit" => (first, next with { Reserved = 1 }),
            _ => (first, next with { IsIPv6 = true }),
        };

        Assert.Null(Join(first, next));
    }

    [Theory]
    [InlineData(-1, 65_535), InlineData(5, 65_531)]
    public void A_super_frame_gets_no_longer_than_IP_and_a_record_can_say(int vlan, int longest)
    {
        var first = new TcpFrame { Vlan = vlan, Payload = Bytes(44 * 1_448) };
        var fits = longest - 20 - 32 - 44 * 1_448;

        Assert.NotNull(Join(first, first with { Sequence = first.Sequence + 44 * 1_448, Payload = Bytes(fits) }));
        Assert.Null(Join(first, first with { Sequence = first.Sequence + 44 * 1_448, Payload = Bytes(fits + 1) }));
    }

    [Fact]
    public void However_a_stream_is_cut_into_frames_joining_changes_none_of_its_segments() =>
        Gen.Select(Gen.Bool, Gen.Int[256, 3_000], Gen.Int[1, 20].Array[1, 30], Gen.Int[0, 255].Array[30]).Sample((isIPv6, size, parts, lasts) =>
        {
            var sequence = uint.MaxValue - 20_000; // it goes round on the way
            var frames = new List<byte[]>();
            for (var i = 0; i < parts.Length; i++)
            {
                var length = Math.Min(60_000 / size, parts[i]) * size - (lasts[i] < 50 ? lasts[i] : 0);
                frames.Add(new TcpFrame { IsIPv6 = isIPv6, SegmentSize = size, Sequence = sequence, Payload = Bytes(length), Timestamp = (uint)i }.ToRecord());
                sequence += (uint)length;
            }

            var joined = frames.Aggregate(new List<byte[]>(), (list, frame) =>
            {
                if (list.Count > 0 && Join(list[^1], frame) is { } longer)
                    list[^1] = longer;
                else
                    list.Add(frame);
                return list;
            });

            Assert.Equal(frames.SelectMany(TcpFrame.Cut), joined.SelectMany(TcpFrame.Cut), (a, b) => a.Sequence == b.Sequence && a.Payload.AsSpan().SequenceEqual(b.Payload));
        });

    private static byte[]? Join(TcpFrame first, TcpFrame next) => Join(first.ToRecord(), next.ToRecord());

    private static byte[]? Join(byte[] first, byte[] next)
    {
        var buffer = new byte[70_000 + next.Length];
        first.CopyTo(buffer, 0);
        next.CopyTo(buffer, first.Length); // as it is read: behind the other, where its payload is to be
        var before = buffer[..first.Length];
        if (!TcpSegment.TryRead(buffer.AsSpan(0, first.Length), out var one) || !TcpSegment.TryRead(buffer.AsSpan(first.Length, next.Length), out var two))
            return null;
        var added = one.Join(two, buffer.AsSpan(first.Length));
        if (added > 0)
            return buffer[..(first.Length + added)];
        Assert.Equal(before, buffer[..first.Length]);
        return null;
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 31 + count))];
}
