using System.Text.Json;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class NoiseVectorTests
{
    private static readonly JsonElement s_vector = VectorFile.Load("noise-nnpsk0-25519-aesgcm-sha256.json").GetProperty("vectors")[0];

    private readonly Handshake _initiator = new(Hex("init_prologue"), Convert.FromHexString(s_vector.GetProperty("init_psks")[0].GetString()!), Hex("init_ephemeral"));
    private readonly Handshake _responder = new(Hex("resp_prologue"), Convert.FromHexString(s_vector.GetProperty("resp_psks")[0].GetString()!), Hex("resp_ephemeral"));

    [Fact]
    public void The_handshake_is_the_public_vectors_byte_for_byte()
    {
        Assert.Equal(Handshake.ProtocolName, s_vector.GetProperty("protocol_name").GetString());

        Shake();

        Assert.Equal(Hex("handshake_hash"), _initiator.Hash.ToArray());
        Assert.Equal(Hex("handshake_hash"), _responder.Hash.ToArray());
    }

    [Fact]
    public void What_follows_the_handshake_is_the_public_vectors_byte_for_byte()
    {
        Shake();
        var (fromInitiator, fromResponder) = _initiator.Split();
        var messages = s_vector.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(6, messages.Length);

        for (var i = 2; i < messages.Length; i++)
        {
            var (payload, ciphertext) = Message(i);
            var written = new byte[ciphertext.Length];
            (i % 2 == 0 ? fromInitiator : fromResponder).Encrypt((ulong)(i / 2 - 1), payload, written);
            Assert.Equal(ciphertext, written);
        }
    }

    [Fact]
    public void Both_ends_can_open_what_the_other_seals()
    {
        Shake();
        var (toResponder, toInitiator) = _initiator.Split();
        var (fromInitiator, fromResponder) = _responder.Split();
        var message = new byte[5 + TransportCipher.Overhead];
        var opened = new byte[5];

        toResponder.Seal("there"u8, message);
        Assert.True(fromInitiator.TryOpen(message, opened));
        Assert.Equal("there"u8.ToArray(), opened);
        fromResponder.Seal("again"u8, message);
        Assert.True(toInitiator.TryOpen(message, opened));
        Assert.Equal("again"u8.ToArray(), opened);
    }

    private void Shake()
    {
        var (payload, ciphertext) = Message(0);
        var written = new byte[ciphertext.Length];
        var read = new byte[payload.Length];
        _initiator.WriteFirst(payload, written);
        Assert.Equal(ciphertext, written);
        Assert.True(_responder.TryReadFirst(written, read));
        Assert.Equal(payload, read);

        var theirs = written[..Handshake.PublicKeySize];
        (payload, ciphertext) = Message(1);
        written = new byte[ciphertext.Length];
        read = new byte[payload.Length];
        Assert.True(_responder.TryWriteSecond(theirs, payload, written));
        Assert.Equal(ciphertext, written);
        Assert.True(_initiator.TryReadSecond(written, read));
        Assert.Equal(payload, read);
    }

    private static (byte[] Payload, byte[] Ciphertext) Message(int i)
    {
        var message = s_vector.GetProperty("messages")[i];
        return (Convert.FromHexString(message.GetProperty("payload").GetString()!), Convert.FromHexString(message.GetProperty("ciphertext").GetString()!));
    }

    private static byte[] Hex(string name) => Convert.FromHexString(s_vector.GetProperty(name).GetString()!);
}
