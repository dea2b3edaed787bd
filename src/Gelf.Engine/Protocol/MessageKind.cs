namespace Gelf.Engine.Protocol;

/// <summary>What a message is: the first byte of its envelope.</summary>
public enum MessageKind : byte
{
    /// <summary>Ethernet frames.</summary>
    Frames = 0x01,
    /// <summary>What arrived at the target, for the origin.</summary>
    Ack = 0x02,
    /// <summary>A message of the handshake, or of the transport that it makes.</summary>
    Handshake = 0x03,
    /// <summary>A node says that it is there.</summary>
    Hello = 0x10,
    /// <summary>A node says that it goes.</summary>
    Bye = 0x11,
    /// <summary>The sender has no way any more to the origins listed.</summary>
    Lost = 0x12,
    /// <summary>A question to a peer, over the segment.</summary>
    Probe = 0x20,
    /// <summary>Its answer.</summary>
    ProbeAnswer = 0x21,
    /// <summary>A question to the node at the other end of a link.</summary>
    Echo = 0x22,
    /// <summary>Its answer.</summary>
    EchoAnswer = 0x23,
}

internal static class MessageKinds
{
    internal static bool IsKnown(byte kind) => kind is >= 0x01 and <= 0x03 or >= 0x10 and <= 0x12 or >= 0x20 and <= 0x23;

    /// <summary>What a relay says to relays with its key; the rest is for all that carry, and is never sealed.</summary>
    internal static bool MayBeSealed(MessageKind kind) => kind is MessageKind.Frames or MessageKind.Ack or MessageKind.Probe or MessageKind.ProbeAnswer;

    /// <summary>What a relay with a key tags: what says who is there, and for whom keys are.</summary>
    internal static bool MayBeTagged(MessageKind kind) => kind is MessageKind.Hello or MessageKind.Bye or MessageKind.Handshake;

    /// <summary>
    /// Whether a payload of this kind can be that long, without its tag. All nodes drop what is longer, so that nobody can fill the queues
    /// of others with what goes before frames.
    /// </summary>
    internal static bool MayBeLength(MessageKind kind, int length) => kind switch
    {
        MessageKind.Ack => length is >= 0 and <= Ack.Size,
        MessageKind.Handshake => length is >= 0 and <= MaxHandshake,
        MessageKind.Hello => length is >= 0 and <= Hello.MaxSize,
        MessageKind.Bye => length == 0,
        MessageKind.Lost => length is > 0 and <= MaxLost * sizeof(ulong) && length % sizeof(ulong) == 0,
        MessageKind.ProbeAnswer => length is >= 0 and <= ProbeAnswer.Size,
        MessageKind.Echo or MessageKind.EchoAnswer => length == sizeof(ulong),
        _ => length >= 0,
    };

    /// <summary>The longest handshake message: the second one, with its mark.</summary>
    private const int MaxHandshake = 65;

    /// <summary>Origins that a lost message names at most: as many as a node remembers.</summary>
    internal const int MaxLost = 1024;

    /// <summary>Between the two ends of a link; never forwarded.</summary>
    internal static bool IsLinkLocal(MessageKind kind) => kind is MessageKind.Lost or MessageKind.Echo or MessageKind.EchoAnswer;
}
