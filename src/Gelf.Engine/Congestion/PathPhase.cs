namespace Gelf.Engine.Congestion;

/// <summary>The phase of a <see cref="PathModel"/>, whose comment has the transitions.</summary>
internal enum PathPhase
{
    /// <summary>The bandwidth is unknown, or not stable: it may be what was sent, and not what the path can carry.</summary>
    Startup,

    /// <summary>The bandwidth is stable: a full window has brought about the same for several rounds.</summary>
    Steady,

    /// <summary>The path runs dry, so that the round trip can be measured without any queue.</summary>
    ProbeRtt,
}
