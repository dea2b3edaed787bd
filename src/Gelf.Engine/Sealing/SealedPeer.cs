namespace Gelf.Engine.Sealing;

/// <summary>
/// What the key exchange knows of one peer: pending handshakes, the channels, who has whose keys. Guarded by the key exchange's lock,
/// except <see cref="Keys"/>.
/// </summary>
internal sealed class SealedPeer(ulong id, TimeProvider time) : IDisposable
{
    internal ulong Id { get; } = id;
    internal long FirstHeard { get; } = time.GetTimestamp();
    internal long LastHeard { get; set; } = time.GetTimestamp();

    /// <summary>Whether it was connected at the last report.</summary>
    internal bool WasConnected { get; set; }

    /// <summary>Its sender keys.</summary>
    internal PeerKeys Keys { get; } = new(time);

    /// <summary>A handshake that this relay has started, with its first message.</summary>
    internal Started? Initiated { get; set; }

    /// <summary>A handshake that this relay has answered, until the peer proves that it has the answer.</summary>
    internal Answered? Pending { get; set; }

    /// <summary>The channel of the latest handshake.</summary>
    internal Channel? Current { get; set; }

    /// <summary>The channel of the handshake before, for messages that are still on their way.</summary>
    internal Channel? Previous { get; private set; }

    /// <summary>Epochs of own keys that the peer has acknowledged over <see cref="Current"/>.</summary>
    internal HashSet<byte> Acknowledged { get; } = [];

    /// <summary>When the own keys are sent again.</summary>
    internal RetrySchedule Giving { get; } = new(time);

    internal sealed class Started(Handshake handshake, byte[] message, TimeProvider time) : IDisposable
    {
        internal Handshake Handshake { get; } = handshake;
        internal byte[] Message { get; } = message;
        internal RetrySchedule Retry { get; } = new(time);

        public void Dispose() => Handshake.Dispose();
    }

    /// <param name="theirPublicKey">Tells which first message it answers.</param>
    /// <param name="message">The answer, in case the same first message comes again.</param>
    /// <param name="channel">The agreed channel.</param>
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

    /// <summary>Switches to a new channel, over which the keys are sent again.</summary>
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
