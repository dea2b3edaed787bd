namespace Gelf.Engine.Switching;

/// <summary>
/// Takes a switch's own messages. It is called while the switch is at work: an implementation queues the message on its links and returns,
/// and never calls back into the switch.
/// </summary>
internal interface ISwitchOutput
{
    /// <summary>Sends a control message (hello, lost, echo, …) on these links.</summary>
    void SendControl(LinkSet links, ReadOnlySpan<byte> message);

    /// <summary>The relays that can be reached, or their hellos, have changed.</summary>
    void PeersChanged();
}
