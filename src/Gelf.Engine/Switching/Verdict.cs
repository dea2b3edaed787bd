using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>What to do with a message that came in.</summary>
/// <param name="Envelope">Its envelope, unless it is malformed.</param>
/// <param name="Deliver">Whether it is for this node, too.</param>
/// <param name="Forward">The links to send it on, with <see cref="ForwardHopLimit"/>.</param>
/// <param name="Drop">Why it is dropped, if it is.</param>
internal readonly record struct Verdict(Envelope Envelope, bool Deliver, LinkSet Forward, DropReason Drop)
{
    internal byte ForwardHopLimit => (byte)(Envelope.HopLimit - 1);

    internal static Verdict Dropped(Envelope envelope, DropReason reason) => new(envelope, false, LinkSet.None, reason);
}
