using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class CrossingHandshakesTests : IDisposable
{
    private readonly KeyExchangePair _pair = new();

    [Fact]
    public void Two_handshakes_that_both_come_to_their_end_leave_one_channel_to_both()
    {
        Cross();

        _pair.Run(TimeSpan.FromSeconds(1));

        Assert.True(_pair.AreConnected);
        Assert.Equal(Opening.Opened, _pair.Two.Open(_pair.One.Seal(sequence: 1)));
        Assert.Equal(Opening.Opened, _pair.One.Open(_pair.Two.Seal(sequence: 1)));
    }

    [Fact]
    public void They_stay_connected_when_the_other_channel_has_ended()
    {
        Cross();

        _pair.Run(TimeSpan.FromMinutes(40));

        Assert.True(_pair.AreConnected);
        Assert.Equal((1, 1), (_pair.One.Changes, _pair.Two.Changes));
    }

    public void Dispose() => _pair.Dispose();

    // Each relay has agreed on another channel, and no key has come over either.
    private void Cross()
    {
        byte[] said = [];
        _pair.Carry = (_, message) =>
        {
            said = message;
            return false;
        };
        _pair.Two.Keys.Hear(1);
        _pair.Clock.Advance(TimeSpan.FromSeconds(4));
        _pair.Two.Keys.Hear(1);
        Assert.Equal(HandshakeResult.Taken, _pair.Hand(_pair.One, said));
        Assert.Equal(HandshakeResult.Taken, _pair.Hand(_pair.Two, said));
        _pair.One.Keys.Hear(2);
        Assert.Equal(HandshakeResult.Taken, _pair.Hand(_pair.Two, said));
        Assert.Equal(HandshakeResult.Taken, _pair.Hand(_pair.One, said));
        _pair.Carry = null;
    }
}
