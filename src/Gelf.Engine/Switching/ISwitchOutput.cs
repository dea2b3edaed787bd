namespace Gelf.Engine.Switching;

/// <summary>
/// Where a switch puts what it has to say of itself. Called while the switch is at work: an implementation
/// puts the message in its links' queues and returns, and never calls back into the switch.
/// </summary>
internal interface ISwitchOutput
{
    /// <summary>Sends a control message (hello, lost, echo, …) on these links.</summary>
    void SendControl(LinkSet links, ReadOnlySpan<byte> message);

    /// <summary>Which relays can be reached has changed, or what they say of themselves.</summary>
    void PeersChanged();
}
