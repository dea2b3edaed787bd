using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Protocol;

public sealed class ProbeTests
{
    [Fact]
    public void A_probe_is_its_number_and_then_nothing_that_matters()
    {
        var payload = new byte[20];
        payload.AsSpan().Fill(0xff);

        Probe.Write(payload, 0x0102030405060708);

        Assert.Equal("0102030405060708000000000000000000000000", Convert.ToHexString(payload));
        Assert.True(Probe.TryRead(payload, out var number));
        Assert.Equal(0x0102030405060708UL, number);
    }

    [Fact]
    public void An_answer_is_the_number_and_the_length_of_what_came()
    {
        var payload = new byte[ProbeAnswer.Size];

        new ProbeAnswer(0x0102030405060708, 0x00040000).Write(payload);

        Assert.Equal("010203040506070800040000", Convert.ToHexString(payload));
        Assert.True(ProbeAnswer.TryRead(payload, out var answer));
        Assert.Equal(new ProbeAnswer(0x0102030405060708, 0x00040000), answer);
    }

    [Theory]
    [InlineData(0), InlineData(11)]
    public void A_probe_of_fewer_than_12_bytes_is_none(int length) => Assert.False(Probe.TryRead(new byte[length], out _));

    [Theory]
    [InlineData(0), InlineData(11), InlineData(13)]
    public void An_answer_has_12_bytes_exactly(int length) => Assert.False(ProbeAnswer.TryRead(new byte[length], out _));
}
