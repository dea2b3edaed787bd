namespace Gelf.Engine.Sealing;

/// <summary>
/// What the key exchange knows of one peer: handshakes, channels, who has whose keys. Guarded by the key exchange's lock, except
/// <see cref="Keys"/>.
/// </summary>
internal sealed class SealedPeer(ulong id, TimeProvider time) : IDisposable
{
    // For messages that are still on their way.
    private static readonly TimeSpan s_previousChannelLife = TimeSpan.FromSeconds(10);

    internal ulong Id { get; } = id;
    internal long FirstHeard { get; } = time.GetTimestamp();

    /// <summary>When the last word came that nobody without the segment's key can have made.</summary>
    internal long LastHeard { get; private set; } = time.GetTimestamp();

    /// <summary>Whether it was connected at the last report.</summary>
    internal bool WasConnected { get; set; }

    /// <summary>Whether it has ever completed a handshake.</summary>
    internal bool HasShownKey { get; private set; }

    /// <summary>Its sender keys.</summary>
    internal PeerKeys Keys { get; } = new(time);

    /// <summary>A handshake that this relay has started, with its first message.</summary>
    internal Started? Initiated { get; set; }

    /// <summary>The number of the latest first message of this peer that was answered. Those with lower ones are replayed.</summary>
    internal ulong LastAnswered { get; set; }

    /// <summary>Handshakes that this relay has answered, until the peer proves that it has the answer.</summary>
    internal PendingAnswers Pending { get; } = new(time);

    /// <summary>The channel of the latest handshake; null: there is none, nor one before.</summary>
    internal Channel? Current { get; private set; }

    /// <summary>The channel before, until the peer has used the current one for a while.</summary>
    internal Channel? Previous { get; private set; }

    /// <summary>When the own keys are sent again.</summary>
    internal RetrySchedule Giving { get; } = new(time);

    internal sealed class Started(Handshake handshake, byte[] message, ulong order, TimeProvider time) : IDisposable
    {
        internal ulong Order { get; } = order;
        internal Handshake Handshake { get; } = handshake;
        internal byte[] Message { get; } = message;
        internal RetrySchedule Retry { get; } = new(time);

        public void Dispose() => Handshake.Dispose();
    }

    /// <summary>Notes an authentic word of the peer, which keeps it remembered.</summary>
    internal void NoteHeard() => LastHeard = time.GetTimestamp();

    /// <summary>Whether the peer has said that it has the own key of this epoch.</summary>
    internal bool HasAcknowledged(byte epoch) =>
        Current?.Acknowledged.Contains(epoch) == true || Previous?.Acknowledged.Contains(epoch) == true;

    /// <summary>Switches to a channel that this relay has asked for. The keys are sent again over it.</summary>
    internal void Adopt(Channel channel)
    {
        if (Current is { IsProven: false } unproven)
        {
            // The peer may never have had it. It surely has the one before.
            unproven.Dispose();
            Current = null;
        }
        SwitchTo(channel, previous: Current ?? Previous);
    }

    // The peer has used a channel that it has asked for. It may be an old one, where the wire has delayed something: both relays keep both,
    // and go over to the later one. Else each may go over to the other's, and wipe its own.
    private void AdoptOffered(Channel channel)
    {
        if (Current is not { } current || current.Order < channel.Order)
            SwitchTo(channel, previous: Current);
        else if (Previous is not { } previous || previous.Order < channel.Order)
            SwitchTo(current, previous: channel);
        else
            channel.Dispose();
    }

    private void SwitchTo(Channel channel, Channel? previous)
    {
        if (Previous != previous)
            Previous?.Dispose();
        Previous = previous;
        Current = channel;
        HasShownKey = true;
        Giving.Reset();
        NoteHeard();
    }

    /// <summary>The channel over which a transport message came; null: none. One that this relay has offered becomes the current one.</summary>
    internal Channel? TryOpen(ReadOnlySpan<byte> message, Span<byte> content)
    {
        if (Current?.TryOpen(message, content) == true)
            return Current;
        if (Previous?.TryOpen(message, content) == true)
            return Previous;
        if (Pending.TryOpen(message, content) is not { } channel)
            return null;
        AdoptOffered(channel);
        return channel;
    }

    /// <summary>Ends what is too old.</summary>
    internal void Tick()
    {
        if (Keys.TakeOpened())
            NoteHeard();
        Pending.Tick();
        // A key that has not been renewed for so long says that the peer has lost track, so all starts anew.
        var hasStaleKey = Keys.Tick();
        if (Previous is { } previous && (hasStaleKey || previous.Age >= Channel.Life || Current?.ProvenFor >= s_previousChannelLife))
        {
            previous.Dispose();
            Previous = null;
        }
        if (Current is { } current && (hasStaleKey || current.Age >= Channel.Life))
        {
            current.Dispose();
            // Where handshakes have crossed, the channel before may be the younger one.
            (Current, Previous) = (Previous, null);
        }
        if (Previous is null && Current is not { IsProven: true })
            Keys.Wipe();
    }

    public void Dispose()
    {
        Initiated?.Dispose();
        Pending.Dispose();
        Previous?.Dispose();
        Current?.Dispose();
        Keys.Wipe();
    }
}
