using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class ReplayedHandshakeTests : IDisposable
{
    private readonly KeyExchangePair _pair = new();

    [Fact]
    public void An_old_first_message_played_again_during_a_renewal_leaves_both_connected()
    {
        // The channel is younger than the keys, so that it is renewed alone.
        _pair.Clock.Advance(TimeSpan.FromMinutes(5));
        byte[]? old = null;
        var wasPlayed = false;
        _pair.Carry = (_, message) =>
        {
            if (message[0] == KeyExchangePair.First)
                old ??= message;
            // The answer is on its way; the initiator has yet to use it.
            if (message[0] == KeyExchangePair.Second && _pair.Clock.Now > TimeSpan.FromMinutes(6) && !wasPlayed)
            {
                wasPlayed = true;
                _pair.Inject(_pair.Two, old!);
            }
            return true;
        };

        _pair.Run(TimeSpan.FromMinutes(16));

        Assert.True(wasPlayed);
        Assert.True(_pair.AreConnected);
        Assert.Equal((1, 1), (_pair.One.Changes, _pair.Two.Changes));
        Assert.Equal(Opening.Opened, _pair.Two.Open(_pair.One.Seal(sequence: 1)));
    }

    [Fact]
    public void Old_first_messages_are_refused_in_any_number_and_order()
    {
        List<byte[]> old = [];
        var areLost = true;
        _pair.Carry = (_, message) =>
        {
            if (message[0] == KeyExchangePair.First)
                old.Add(message);
            return message[0] != KeyExchangePair.First || !areLost;
        };
        _pair.Run(TimeSpan.FromMinutes(2));
        areLost = false;
        _pair.Run(TimeSpan.FromMinutes(1));
        Assert.True(_pair.AreConnected);
        old = [.. old.DistinctBy(Convert.ToHexString)];
        Assert.True(old.Count > 5, $"{old.Count} first messages");

        // Those that were lost are new to the relay, but older than the one that it has answered.
        Assert.All(old, first => Assert.Equal(HandshakeResult.Refused, _pair.Hand(_pair.Two, first)));
        Assert.All(old.AsEnumerable().Reverse(), first => Assert.Equal(HandshakeResult.Refused, _pair.Hand(_pair.Two, first)));
    }

    [Fact]
    public void A_channel_on_which_nothing_opens_for_seconds_is_replaced_by_another_handshake()
    {
        _pair.Run(TimeSpan.FromMinutes(14.9));
        var handshakes = 0;
        _pair.Carry = (from, message) =>
        {
            if (message[0] == KeyExchangePair.Second)
                handshakes++;
            return from == _pair.Two || message[0] != KeyExchangePair.Transport;
        };
        _pair.Run(TimeSpan.FromSeconds(25));
        Assert.InRange(handshakes, 2, 5);
        _pair.Carry = null;

        _pair.Run(TimeSpan.FromSeconds(15));

        Assert.True(_pair.AreConnected);
        Assert.Equal(Opening.Opened, _pair.Two.Open(_pair.One.Seal(sequence: 1)));
        Assert.Equal(Opening.Opened, _pair.One.Open(_pair.Two.Seal(sequence: 1)));
    }

    [Fact]
    public void What_comes_late_over_a_pending_channel_is_taken_while_a_newer_one_is_pending()
    {
        byte[]? late = null;
        var isSecondHandshake = false;
        _pair.Carry = (from, message) =>
        {
            if (from == _pair.One && message[0] == KeyExchangePair.Transport)
                late ??= message;
            if (message[0] == KeyExchangePair.Second && late is not null)
                isSecondHandshake = true;
            return late is null || message[0] == KeyExchangePair.First;
        };
        _pair.Run(TimeSpan.FromSeconds(6));
        Assert.True(isSecondHandshake);

        Assert.Equal(HandshakeResult.Taken, _pair.Hand(_pair.Two, late!));
        _pair.Carry = null;
        _pair.Run(TimeSpan.FromSeconds(1));

        Assert.True(_pair.AreConnected);
    }

    [Fact]
    public void A_renewal_over_a_slow_path_disconnects_nobody()
    {
        _pair.Delay = TimeSpan.FromMilliseconds(400);

        _pair.Run(TimeSpan.FromMinutes(31));

        Assert.True(_pair.AreConnected);
        Assert.Equal((1, 1), (_pair.One.Changes, _pair.Two.Changes));
    }

    public void Dispose() => _pair.Dispose();
}
