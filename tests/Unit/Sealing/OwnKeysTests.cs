using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

public sealed class OwnKeysTests : IDisposable
{
    private readonly VirtualClock _clock = new();
    private readonly OwnKeys _own;

    public OwnKeysTests() => _own = new OwnKeys(_clock);

    [Fact]
    public void A_retired_key_is_wiped_at_once()
    {
        var (key, secret) = (_own.Current, _own.CurrentPair.Secret);
        var message = AMessage();
        key.Seal(message, sequence: 1);

        Renew();

        Assert.Equal(new byte[SenderKey.Size], secret);
        Assert.Throws<ObjectDisposedException>(() => key.TryOpen(message, 1, new byte[14]));
    }

    [Fact]
    public void A_thread_that_still_holds_a_retired_key_seals_with_the_current_one()
    {
        var held = _own.Current;
        Renew();
        Renew();
        var message = AMessage();

        held.Seal(message, sequence: 1);

        Assert.True(Envelope.TryRead(message, out var envelope));
        Assert.Equal(2, envelope.Epoch);
        using var atPeer = new SenderKey(2, _own.CurrentPair.Secret);
        Assert.True(atPeer.TryOpen(message, 1, new byte[14]));
    }

    [Fact]
    public async Task Threads_that_seal_while_keys_are_renewed_never_fail()
    {
        using var ended = new CancellationTokenSource();
        var sequence = 0L;
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
                _own.Current.Seal(AMessage(), (ulong)Interlocked.Increment(ref sequence));
        })).ToArray();

        for (var count = 0; count < 500; count++)
            Renew();
        await ended.CancelAsync();

        await Task.WhenAll(threads);
    }

    public void Dispose() => _own.Dispose();

    private void Renew()
    {
        _clock.Advance(OwnKeys.Life);
        Assert.True(_own.TryRenew());
        _own.TrySwitch(allHaveIt: true);
    }

    private byte[] AMessage()
    {
        var message = new byte[Envelope.Size + 14 + Envelope.TagSize];
        new Envelope(MessageKind.Frames, true, 8, _own.Current.Epoch, 0, 1, Envelope.All, 1).Write(message);
        return message;
    }
}
