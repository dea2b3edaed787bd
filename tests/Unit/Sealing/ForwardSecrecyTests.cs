using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class ForwardSecrecyTests : IDisposable
{
    private readonly KeyExchangePair _pair = new();

    [Fact]
    public void A_wire_that_drops_renewals_keeps_no_channel_and_no_key_for_longer_than_16_minutes()
    {
        _pair.Run(TimeSpan.FromMinutes(1));
        _pair.Carry = (_, message) => message[0] != KeyExchangePair.First;
        _pair.Run(TimeSpan.FromMinutes(14.5));
        Assert.True(_pair.AreConnected);
        var sealedMessage = _pair.Two.Seal(sequence: 1);

        _pair.Run(TimeSpan.FromMinutes(1));

        Assert.False(_pair.One.Keys.IsConnected(2) || _pair.Two.Keys.IsConnected(1));
        Assert.Equal(Opening.NoKey, _pair.One.Open(sealedMessage));
        _pair.Carry = null;
        _pair.Run(TimeSpan.FromSeconds(15));
        Assert.True(_pair.AreConnected);
    }

    [Fact]
    public void The_keys_of_a_dead_peer_are_wiped_although_hellos_in_its_name_go_on()
    {
        _pair.Run(TimeSpan.FromMinutes(1));
        var sealedMessage = _pair.Two.Seal(sequence: 1);
        _pair.Two.IsAlive = false;

        for (var minute = 0; minute < 17; minute++)
        {
            _pair.Run(TimeSpan.FromMinutes(1));
            _pair.One.Keys.Hear(_pair.Two.Id);
        }

        Assert.Equal(Opening.NoKey, _pair.One.Open(sealedMessage));
        Assert.False(_pair.One.Keys.IsConnected(2));
    }

    [Fact]
    public void A_key_message_that_was_held_back_does_not_bring_an_old_epoch_back()
    {
        // The channel is younger than the key, so that the key is renewed while the channel stays.
        _pair.Clock.Advance(TimeSpan.FromMinutes(5));
        byte[]? heldKey = null;
        _pair.Carry = (from, message) =>
        {
            if (from != _pair.Two || message[0] != KeyExchangePair.Transport || message.Length < 59 || heldKey is not null)
                return true;
            heldKey = message;
            return false;
        };
        _pair.Run(TimeSpan.FromMinutes(1));
        var heldMessage = _pair.Two.Seal(sequence: 1);
        _pair.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(1, _pair.Two.Keys.CurrentKey.Epoch);
        Assert.Equal(Opening.Opened, _pair.One.Open(_pair.Two.Seal(sequence: 2)));
        _pair.Run(TimeSpan.FromMinutes(1));

        _pair.Hand(_pair.One, heldKey!);
        var opening = _pair.One.Open(heldMessage);
        _pair.Run(TimeSpan.FromMinutes(1));

        Assert.Equal(Opening.OtherEpoch, opening);
        Assert.Equal(Opening.Opened, _pair.One.Open(_pair.Two.Seal(sequence: 3)));
    }

    [Fact]
    public void Epochs_go_forward_past_the_last_number()
    {
        var keys = new PeerKeys(_pair.Clock);
        for (var count = 0; count < 600; count++)
            Assert.True(keys.TryTake((byte)count, new byte[SenderKey.Size]));

        Assert.False(keys.TryTake(unchecked((byte)(599 - 2)), new byte[SenderKey.Size]));
        Assert.True(keys.TryTake(unchecked((byte)(599 - 1)), new byte[SenderKey.Size]));
        Assert.True(keys.TryTake(unchecked((byte)(599 + 3)), new byte[SenderKey.Size]));
    }

    [Fact]
    public void The_current_key_that_comes_after_the_next_one_is_taken()
    {
        var current = new SenderKey(7, new byte[SenderKey.Size]);
        var keys = new PeerKeys(_pair.Clock);
        Assert.True(keys.TryTake(8, Enumerable.Repeat((byte)8, SenderKey.Size).ToArray()));

        Assert.True(keys.TryTake(7, new byte[SenderKey.Size]));

        var message = new byte[Envelope.Size + 14 + Envelope.TagSize];
        var envelope = new Envelope(MessageKind.Frames, true, 8, 7, 0, 1, Envelope.All, 1);
        envelope.Write(message);
        current.Seal(message, envelope.Sequence);
        Assert.Equal(Opening.Opened, keys.TryOpen(message, envelope, new byte[14]));
    }

    [Fact]
    public void A_message_is_opened_once_although_its_key_was_wiped_and_given_again()
    {
        // The peers' keys are renewed at 15 minutes, over a channel that then ends at 16.
        _pair.Run(TimeSpan.FromMinutes(1));
        _pair.Carry = (_, message) => message[0] != KeyExchangePair.First;
        _pair.Run(TimeSpan.FromMinutes(14.5));
        var message = _pair.Two.Seal(sequence: 1);
        Assert.Equal(Opening.Opened, _pair.One.Open(message));
        _pair.Run(TimeSpan.FromMinutes(1));
        _pair.Carry = null;

        _pair.Run(TimeSpan.FromMinutes(1));

        Assert.Equal(Opening.Opened, _pair.One.Open(_pair.Two.Seal(sequence: 2)));
        Assert.Equal(Opening.Replayed, _pair.One.Open(message));
    }

    public void Dispose() => _pair.Dispose();
}
