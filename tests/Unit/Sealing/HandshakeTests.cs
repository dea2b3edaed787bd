using CsCheck;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class HandshakeTests
{
    private static readonly byte[] s_psk = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void With_another_key_the_first_message_cannot_be_read()
    {
        var other = s_psk.ToArray();
        other[31] ^= 1;

        Assert.False(ReadsFirst(new Handshake("p"u8, s_psk), new Handshake("p"u8, other)));
        Assert.False(ReadsFirst(new Handshake("p"u8, s_psk), new Handshake("q"u8, s_psk)));
        Assert.True(ReadsFirst(new Handshake("p"u8, s_psk), new Handshake("p"u8, s_psk)));
    }

    [Fact]
    public void Any_bit_flipped_in_either_message_is_noticed() =>
        Gen.Int[0, Handshake.Overhead * 8 - 1].Sample(bit =>
        {
            var first = new byte[Handshake.Overhead];
            new Handshake("p"u8, s_psk).WriteFirst([], first);
            first[bit / 8] ^= (byte)(1 << bit % 8);
            return !new Handshake("p"u8, s_psk).TryReadFirst(first, []);
        }, iter: 200);

    [Fact]
    public void A_forged_answer_does_not_keep_the_right_one_out()
    {
        using var initiator = new Handshake("p"u8, s_psk);
        using var responder = new Handshake("p"u8, s_psk);
        var first = new byte[Handshake.Overhead];
        var second = new byte[Handshake.Overhead];
        initiator.WriteFirst([], first);
        Assert.True(responder.TryReadFirst(first, []));
        Assert.True(responder.TryWriteSecond(first.AsSpan(0, Handshake.PublicKeySize), [], second));
        var forged = second.ToArray();
        forged[40] ^= 1;

        Assert.False(initiator.TryReadSecond(forged, []));
        Assert.False(initiator.TryReadSecond(new byte[Handshake.Overhead], []));
        Assert.True(initiator.TryReadSecond(second, []));
    }

    [Fact]
    public void A_transport_message_is_taken_once_in_any_order()
    {
        var sender = new TransportCipher(s_psk);
        var receiver = new TransportCipher(s_psk);
        var messages = Enumerable.Range(0, 3).Select(_ =>
        {
            var message = new byte[1 + TransportCipher.Overhead];
            sender.Seal([7], message);
            return message;
        }).ToArray();
        var opened = new byte[1];

        Assert.True(receiver.TryOpen(messages[2], opened));
        Assert.True(receiver.TryOpen(messages[0], opened));
        Assert.False(receiver.TryOpen(messages[2], opened));
        Assert.True(receiver.TryOpen(messages[1], opened));
        Assert.False(receiver.TryOpen(messages[0], opened));
    }

    private static bool ReadsFirst(Handshake initiator, Handshake responder)
    {
        var first = new byte[Handshake.Overhead];
        initiator.WriteFirst([], first);
        return responder.TryReadFirst(first, []);
    }
}
