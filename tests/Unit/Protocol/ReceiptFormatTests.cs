using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Protocol;

public sealed class ReceiptFormatTests
{
    private static readonly Receipt s_receipt = new(Bytes: 0x0102030405060708, HighestSequence: 0x1112131415161718, HeldMicroseconds: 0x21222324);
    private static readonly byte[] s_payload = Convert.FromHexString("0102030405060708" + "1112131415161718" + "21222324");

    [Fact]
    public void A_receipt_is_bytes_then_sequence_then_microseconds_with_the_high_byte_first()
    {
        var payload = new byte[Receipt.Size];

        s_receipt.Write(payload);

        Assert.Equal(s_payload, payload);
        Assert.True(Receipt.TryRead(s_payload, out var read));
        Assert.Equal(s_receipt, read);
    }

    [Theory]
    [InlineData(0), InlineData(19), InlineData(21)]
    public void What_has_another_length_is_none(int length) => Assert.False(Receipt.TryRead(new byte[length], out _));
}
