using System.Security.Cryptography;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class HandshakeLimitTests : IDisposable
{
    private readonly KeyExchangePair _pair = new();

    [Fact]
    public void Forged_answers_take_nothing_from_what_first_messages_may_cost()
    {
        byte[]? first = null;
        _pair.Carry = (from, message) =>
        {
            if (from == _pair.Two)
                first = message;
            return false;
        };
        _pair.Two.Keys.Hear(1);
        _pair.Clock.Advance(TimeSpan.FromSeconds(4));
        _pair.Two.Keys.Hear(1);
        // One waits for another relay's answer.
        _pair.One.Keys.Hear(99);
        var answer = AnAnswer();

        for (var i = 0; i < 1000; i++)
        {
            RandomNumberGenerator.Fill(answer.AsSpan(1));
            Assert.Equal(HandshakeResult.Refused, _pair.One.Keys.Receive(99, answer));
        }

        Assert.Equal(HandshakeResult.Taken, _pair.Hand(_pair.One, first!));
    }

    [Fact]
    public void A_forged_answer_does_not_keep_the_right_one_out()
    {
        _pair.Carry = (from, message) =>
        {
            if (message[0] != KeyExchangePair.Second)
                return true;
            for (var bit = 8; bit < message.Length * 8; bit++)
            {
                var forged = message.ToArray();
                forged[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.Equal(HandshakeResult.Refused, _pair.Hand(_pair.One, forged));
            }
            return true;
        };

        _pair.Run(TimeSpan.FromSeconds(1));

        Assert.True(_pair.AreConnected);
    }

    [Fact]
    public void The_same_first_message_is_answered_as_often_as_a_peer_that_hears_nothing_would_ask()
    {
        byte[]? first = null;
        var answers = 0;
        _pair.Carry = (_, message) =>
        {
            if (message[0] == KeyExchangePair.First)
                first ??= message;
            if (message[0] == KeyExchangePair.Second)
                answers++;
            return message[0] == KeyExchangePair.First;
        };
        _pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(3, answers); // at 0, 0.25 and 0.75 s

        for (var i = 0; i < 1000; i++)
            _pair.Hand(_pair.Two, first!);
        Assert.InRange(answers, 4, 8);
        Assert.Equal(HandshakeResult.OverLimit, _pair.Hand(_pair.Two, first!));

        _pair.Carry = null;
        _pair.Run(TimeSpan.FromSeconds(4));
        Assert.True(_pair.AreConnected);
    }

    public void Dispose() => _pair.Dispose();

    private static byte[] AnAnswer()
    {
        byte[]? answer = null;
        using var other = new KeyExchangePair();
        other.Carry = (_, message) =>
        {
            if (message[0] == KeyExchangePair.Second)
                answer = message;
            return true;
        };
        other.Run(TimeSpan.FromSeconds(1));
        return answer!;
    }
}
