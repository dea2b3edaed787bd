using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Sealing;

/// <summary>The key exchanges of two relays, a virtual clock, and a wire that does as the test says. The relay with the smaller id is One.</summary>
internal sealed class KeyExchangePair : IDisposable
{
    internal const byte First = 1;
    internal const byte Second = 2;
    internal const byte Transport = 3;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_helloInterval = TimeSpan.FromSeconds(5);

    private readonly Queue<(TimeSpan Due, End To, byte[] Message)> _underWay = new();
    private TimeSpan _lastHello = -s_helloInterval;

    internal KeyExchangePair()
    {
        One = new End(this, 1);
        Two = new End(this, 2);
    }

    internal SegmentKey Key { get; } = SegmentKey.FromHex("b04c96f0e62fd14424e7e58e3d8ba957");
    internal VirtualClock Clock { get; } = new();
    internal End One { get; }
    internal End Two { get; }

    /// <summary>Looks at each message and who has sent it; returns false to lose it.</summary>
    internal Func<End, byte[], bool>? Carry { get; set; }

    /// <summary>How long a message is on its way.</summary>
    internal TimeSpan Delay { get; set; }

    internal bool AreConnected => One.Keys.IsConnected(2) && Two.Keys.IsConnected(1);

    internal sealed class End : IHandshakeOutput
    {
        private readonly KeyExchangePair _pair;

        internal End(KeyExchangePair pair, ulong id)
        {
            (_pair, Id) = (pair, id);
            Keys = new KeyExchange(pair.Key.Copy(), id, pair.Clock, this);
        }

        internal ulong Id { get; }
        internal KeyExchange Keys { get; }

        /// <summary>Whether it lives: a relay that has died says and does nothing.</summary>
        internal bool IsAlive { get; set; } = true;

        /// <summary>How often its list of connected peers has changed.</summary>
        internal int Changes { get; private set; }

        /// <summary>A message for all, as the relay would send it now.</summary>
        internal byte[] Seal(ulong sequence)
        {
            var message = new byte[Envelope.Size + 14 + Envelope.TagSize];
            new Envelope(MessageKind.Frames, true, 8, Keys.CurrentKey.Epoch, 0, Id, Envelope.All, sequence).Write(message);
            Keys.CurrentKey.Seal(message, sequence);
            return message;
        }

        internal Opening Open(byte[] message)
        {
            Assert.True(Envelope.TryRead(message, out var envelope));
            return Keys.TryOpen(message, envelope, new byte[message.Length - Envelope.Size - Envelope.TagSize]);
        }

        public void SendHandshake(ulong peer, ReadOnlySpan<byte> payload)
        {
            var message = payload.ToArray();
            if (_pair.Carry?.Invoke(this, message) != false)
                _pair._underWay.Enqueue((_pair.Clock.Now + _pair.Delay, this == _pair.One ? _pair.Two : _pair.One, message));
        }

        public void PeersChanged() => Changes++;
    }

    /// <summary>Hands over a handshake message as if the other relay had sent it just now.</summary>
    internal HandshakeResult Hand(End to, byte[] message) => to.Keys.Receive(to == One ? Two.Id : One.Id, message);

    /// <summary>Lets a hostile wire send a handshake message to a relay, as from the other one.</summary>
    internal void Inject(End to, byte[] message) => _underWay.Enqueue((Clock.Now, to, message));

    /// <summary>Lets time pass, and all that happens in it. Relays that live say hello every 5 s.</summary>
    internal void Run(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= s_tick)
        {
            if (Clock.Now - _lastHello >= s_helloInterval)
                SayHello();
            Deliver();
            Clock.Advance(s_tick);
            foreach (var end in (End[])[One, Two])
                if (end.IsAlive)
                    end.Keys.Tick();
        }
        Deliver();
    }

    public void Dispose()
    {
        One.Keys.Dispose();
        Two.Keys.Dispose();
        Key.Dispose();
    }

    private void Deliver()
    {
        while (_underWay.TryPeek(out var next) && next.Due <= Clock.Now)
        {
            _underWay.Dequeue();
            if (next.To.IsAlive)
                Hand(next.To, next.Message);
        }
    }

    private void SayHello()
    {
        _lastHello = Clock.Now;
        if (Two.IsAlive)
            One.Keys.Hear(Two.Id);
        if (One.IsAlive)
            Two.Keys.Hear(One.Id);
    }
}
