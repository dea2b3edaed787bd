namespace Gelf.Engine.Congestion;

/// <summary>
/// The constants of congestion control: unit, meaning, and why they are as they are. Bytes are of payload, unless it says otherwise.
/// </summary>
internal static class CongestionLimits
{
    // Window

    /// <summary>Bytes: the window until the first ack. It fills 20 ms of 100 Mbit/s, and takes 0.1 s at 20 Mbit/s.</summary>
    internal const long InitialWindow = 256 * 1024;

    /// <summary>Bytes: the smallest window. A sender that has no more than this to send never waits for an ack.</summary>
    internal const long MinWindow = 8 * 1024;

    /// <summary>Bytes: the largest window. It bounds the memory for one peer.</summary>
    internal const long MaxWindow = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes: the window in <see cref="PathPhase.ProbeRtt"/>. With less, the sender could wait for an ack that is delayed.
    /// </summary>
    internal const long ProbeRttWindow = MinAckBytes;

    /// <summary>Seconds of bandwidth in the window beside round trips: threads, and the tab, run late by as much.</summary>
    internal const double HeadroomSeconds = 0.005;

    /// <summary>Seconds of the same on a slow path, which has them in place of a second round trip that is shorter.</summary>
    internal const double SlowHeadroomSeconds = 0.008;

    /// <summary>Bytes of small messages that may pass a full window: a few pings and TCP acknowledgements.</summary>
    internal const int PastWindowAllowance = SmallMessage;

    /// <summary>Time without an ack until what is in flight counts as lost. Few bytes are acked up to 250 ms late.</summary>
    internal static readonly TimeSpan MinAckTimeout = TimeSpan.FromSeconds(1.25);

    /// <summary>Round trips without an ack until then, if that takes longer: on a long path acks are later.</summary>
    internal const int AckTimeoutRtts = 4;

    // Messages

    /// <summary>Bytes of a message at most while the bandwidth is unknown: about a super-frame.</summary>
    internal const int InitialBatch = 64 * 1024;

    /// <summary>Bytes: the smallest batch limit. With less, headers take too much of the path.</summary>
    internal const int MinBatch = 2 * 1024;

    /// <summary>Seconds of bandwidth in a message at most: what comes behind it waits so long.</summary>
    internal const double BatchSeconds = 0.008;

    /// <summary>Seconds of the same on a slow path: headers weigh more, and hardly more than one message is in flight.</summary>
    internal const double SlowBatchSeconds = 0.026;

    /// <summary>Bytes of a message on a slow path at most: longer ones gain nothing. A path that takes over 8 ms for it is slow.</summary>
    internal const int SlowBatch = 60 * 1024;

    /// <summary>Seconds that a message is taken to need at most: a bandwidth near 0 would make it any time.</summary>
    internal const double MaxBatchSeconds = 1;

    /// <summary>Time after which a slow path is looked at if it is not known when its window opens, as in ProbeRtt.</summary>
    internal static readonly TimeSpan SlowPathPoll = TimeSpan.FromMilliseconds(2);

    // Bandwidth

    /// <summary>Share of the difference by which a full round with less lowers the bandwidth: threads are late now and then.</summary>
    internal const double BandwidthDecay = 1.0 / 8;

    /// <summary>Rounds in a row with far less that are no chance: the path has become slower.</summary>
    internal const int SlowerRounds = 3;

    /// <summary>Share of the bandwidth below which a sample is far less.</summary>
    internal const double SlowerFactor = 0.5;

    /// <summary>Full rounds in a row without much change after which the bandwidth is stable, as in BBR.</summary>
    internal const int StableRounds = 3;

    /// <summary>Factor up or down above which a change is much, as in BBR.</summary>
    internal const double StableFactor = 1.25;

    // Minimum round trip

    /// <summary>Time for which a probed minimum counts, as in BBR.</summary>
    internal static readonly TimeSpan MinRttLifetime = TimeSpan.FromSeconds(10);

    /// <summary>Time for which one counts that was not probed or is suspect: the first are measured behind the initial window.</summary>
    internal static readonly TimeSpan UnconfirmedMinRttLifetime = TimeSpan.FromSeconds(0.5);

    /// <summary>Time that a probe lasts at least, so that several messages are alone on most paths.</summary>
    internal static readonly TimeSpan MinProbeRtt = TimeSpan.FromMilliseconds(40);

    /// <summary>Time that a probe lasts at most, if four round trips are not longer: the path is nearly idle meanwhile.</summary>
    internal static readonly TimeSpan MaxProbeRtt = TimeSpan.FromMilliseconds(100);

    /// <summary>Round trips that a probe may last: one until the path is empty, one to measure it, and as many to spare.</summary>
    internal const int MaxProbeRttRtts = 4;

    /// <summary>Growth of the minimum that is suspect, if the factor below is exceeded, too: late threads cause as much.</summary>
    internal static readonly TimeSpan SuspectRttIncrease = TimeSpan.FromMilliseconds(5);

    /// <summary>Factor of that growth: on a long path, 5 ms mean little.</summary>
    internal const double SuspectRttFactor = 1.5;

    /// <summary>Seconds of a round trip that stay when a message's own transmission time is taken off: no path takes no time.</summary>
    internal const double MinRttFloorSeconds = 0.001;

    // Delayed acks. Their usual delay is Ack.MaxDelay, with the protocol: links signal by it, too.

    /// <summary>Bytes after which an ack is due at once: the window allows no more without an ack, and more gained nothing.</summary>
    internal const int AckBudget = 128 * 1024;

    /// <summary>
    /// Bytes below which an ack may wait longer: any window allows them, and acks of lone TCP acknowledgements cost much.
    /// </summary>
    internal const int MinAckBytes = 1024;

    /// <summary>Time that an ack of fewer bytes waits: mostly, more come by then, and the ack goes along with frames.</summary>
    internal static readonly TimeSpan MaxDelayOfFewBytes = TimeSpan.FromMilliseconds(200);

    // Flow queues (FQ-CoDel)

    /// <summary>Bytes charged to the queues for one peer at most. It bounds the memory for one peer.</summary>
    internal const int QueueLimit = 4 * 1024 * 1024;

    /// <summary>Flows with queues of their own; further ones share. With fewer queues, sparse flows would share with busy ones.</summary>
    internal const int MaxFlows = 4096;

    /// <summary>Bytes of a small message at most, with its envelope: a frame of 1,500 bytes fits.</summary>
    internal const int SmallMessage = 2 * 1024;

    /// <summary>
    /// Quanta in a batch limit: who sent such a message skips rounds, so that sparse flows do not wait for one of each flow.
    /// </summary>
    internal const int QuantaPerBatch = 8;

    /// <summary>Bytes: the smallest quantum. Each round that a flow skips takes CPU time.</summary>
    internal const int MinQuantum = SmallMessage;

    /// <summary>CoDel's target for sojourn times: more than its usual 5 ms, since each flow waits for the turns of the others.</summary>
    internal static readonly TimeSpan MinTarget = TimeSpan.FromMilliseconds(50);

    /// <summary>Messages of each flow that the target allows for on a slow path: flows with hardly two lost whole messages.</summary>
    internal const int TargetBatches = 2;

    /// <summary>CoDel's target at most: TCP is to slow down before long.</summary>
    internal static readonly TimeSpan MaxTarget = TimeSpan.FromMilliseconds(500);

    /// <summary>CoDel's interval, as in RFC 8289: so long, sojourn times are above the target before the first drop.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
}
