namespace Gelf.Engine.Congestion;

/// <summary>An occasion to send a delayed ack.</summary>
internal enum AckTrigger
{
    /// <summary>A message has come.</summary>
    Received,

    /// <summary>The link is idle, or has been busy for <see cref="Protocol.Ack.MaxDelay"/>.</summary>
    LinkFlush,

    /// <summary>Frames are about to be sent to the same peer, so that the ack costs no segment of its own.</summary>
    Piggyback,

    /// <summary>A tick of the clock, every 50 ms or so.</summary>
    Tick,
}
