using Gelf.Engine.Protocol;

namespace Gelf.Engine.Datapath;

/// <summary>Answers the probes of peers, and takes the answers to its own.</summary>
internal interface IProbes
{
    /// <summary>Answers a peer's probe. False: it is malformed; the caller counts it.</summary>
    bool TryAnswer(in Envelope envelope, ReadOnlySpan<byte> payload);

    /// <summary>Takes a peer's answer in. False: it is malformed; the caller counts it.</summary>
    bool TryTake(ulong origin, ReadOnlySpan<byte> payload);
}
