namespace Gelf.Engine.Sealing;

/// <summary>What a sealed relay holds of one peer: handshakes under way, the ciphers agreed on, who has whose keys. Guarded by the segment's lock, but for <see cref="Keys"/>.</summary>
internal sealed class SealedPeer(ulong id, TimeProvider time) : IDisposable
{
    internal ulong Id { get; } = id;
    internal long FirstHeard { get; } = time.GetTimestamp();
    internal long LastHeard { get; set; } = time.GetTimestamp();

    /// <summary>What was last told of it.</summary>
    internal bool WasConnected { get; set; }

    /// <summary>The keys that it sends with.</summary>
    internal PeerKeys Keys { get; } = new(time);

    /// <summary>A handshake that this relay has started, with its first message.</summary>
    internal Started? Initiated { get; set; }

    /// <summary>A handshake that this relay has answered, until the peer shows that it has the answer.</summary>
    internal Answered? Pending { get; set; }

    /// <summary>What the latest handshake has agreed on.</summary>
    internal Channel? Current { get; set; }

    /// <summary>What the handshake before has agreed on, for what was under way.</summary>
    internal Channel? Previous { get; private set; }

    /// <summary>Own keys (epochs) that the peer has said it has, over <see cref="Current"/>.</summary>
    internal HashSet<byte> Acknowledged { get; } = [];

    /// <summary>When the own keys are given again.</summary>
    internal RetrySchedule Giving { get; } = new(time);

    internal sealed class Started(Handshake handshake, byte[] message, TimeProvider time) : IDisposable
    {
        internal Handshake Handshake { get; } = handshake;
        internal byte[] Message { get; } = message;
        internal RetrySchedule Retry { get; } = new(time);

        public void Dispose() => Handshake.Dispose();
    }

    /// <param name="theirPublicKey">Which first message it answers.</param>
    /// <param name="message">The answer, for when the same first message comes again.</param>
    /// <param name="channel">What was agreed on.</param>
    internal sealed class Answered(byte[] theirPublicKey, byte[] message, Channel channel)
    {
        internal byte[] TheirPublicKey { get; } = theirPublicKey;
        internal byte[] Message { get; } = message;
        internal Channel Channel { get; } = channel;
    }

    internal sealed class Channel(TransportCipher sending, TransportCipher receiving, long since) : IDisposable
    {
        internal TransportCipher Sending { get; } = sending;
        internal TransportCipher Receiving { get; } = receiving;
        internal long Since { get; } = since;

        public void Dispose()
        {
            Sending.Dispose();
            Receiving.Dispose();
        }
    }

    /// <summary>Goes over to a new channel: the keys are given anew over it.</summary>
    internal void Adopt(Channel channel)
    {
        ForgetPrevious();
        Previous = Current;
        Current = channel;
        Acknowledged.Clear();
        Giving.Reset();
    }

    internal void ForgetPrevious()
    {
        Previous?.Dispose();
        Previous = null;
    }

    public void Dispose()
    {
        ForgetPrevious();
        Initiated?.Dispose();
        Pending?.Channel.Dispose();
        Current?.Dispose();
        Keys.Dispose();
    }
}
