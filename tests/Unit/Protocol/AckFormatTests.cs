using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Protocol;

public sealed class AckFormatTests
{
    private static readonly Ack s_ack = new(Bytes: 0x0102030405060708, HighestSequence: 0x1112131415161718, HeldMicroseconds: 0x21222324);
    private static readonly byte[] s_payload = Convert.FromHexString("0102030405060708" + "1112131415161718" + "21222324");

    [Fact]
    public void An_ack_is_bytes_then_sequence_then_microseconds_with_the_high_byte_first()
    {
        var payload = new byte[Ack.Size];

        s_ack.Write(payload);

        Assert.Equal(s_payload, payload);
        Assert.True(Ack.TryRead(s_payload, out var read));
        Assert.Equal(s_ack, read);
    }

    [Theory]
    [InlineData(0), InlineData(19), InlineData(21)]
    public void What_has_another_length_is_none(int length) => Assert.False(Ack.TryRead(new byte[length], out _));
}
