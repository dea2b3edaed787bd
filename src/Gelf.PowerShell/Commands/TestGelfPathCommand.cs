using System.Management.Automation;
using Gelf.Engine.Measurement;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Measures the path from a relay to a peer over the segment, whatever lies between, by messages of Gelf's own: no IP address is
/// needed. Small ones give round trip, jitter and loss; then as many large ones as the path takes give the throughput to the
/// peer, which slows down what else goes that way. Relays that were only just joined have 5 seconds to hear of each other, and 5 to
/// agree on keys. Ctrl+C ends it at once.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "GelfPath", DefaultParameterSetName = ByName)]
[OutputType(typeof(GelfPathTest))]
public sealed class TestGelfPathCommand : GelfCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";
    private const string Activity = "Test-GelfPath";
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(100);

    // Relays that were just joined must first hear of each other and agree on keys.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<GelfPeerReference> _missing = [];
    private bool _asked;

    /// <summary>The peers, by name or id, or as Get-GelfPeer returns them; wildcards are allowed. All that can be reached if not given.</summary>
    [Parameter(ParameterSetName = ByName, Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PeerNameCompleter))]
    public GelfPeerReference[]? Peer { get; set; }

    /// <summary>The relays of this session to measure from, or their names; wildcards are allowed. All that run if not given.</summary>
    [Parameter(ParameterSetName = ByName, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RelayNameCompleter))]
    public GelfRelayReference[]? Relay { get; set; }

    /// <summary>Peers from the pipeline, as Get-GelfPeer returns them; each is measured from the relay that it is a peer of.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public GelfPeer[] InputObject { get; set; } = [];

    /// <summary>How many small probes are sent, 1 to 100000.</summary>
    [Parameter]
    public int Count { get; set; } = 20;

    /// <summary>Seconds from one small probe to the next, 0.01 to 60.</summary>
    [Parameter]
    public double Interval { get; set; } = 0.1;

    /// <summary>Seconds after which a small probe without an answer is lost, 0.01 to 60.</summary>
    [Parameter]
    public double Timeout { get; set; } = 1;

    /// <summary>Seconds for which the throughput is measured, up to 3600; 0 leaves that out.</summary>
    [Parameter]
    [Alias("Seconds")]
    public double Duration { get; set; } = 2;

    /// <summary>Refuses numbers that cannot be, once and before anything is sent.</summary>
    protected override void BeginProcessing()
    {
        var error = Count is < 1 or > 100_000 ? CommandErrors.CountInvalid(Count)
            : Interval is not (>= 0.01 and <= 60) ? CommandErrors.IntervalInvalid(Interval, 0.01, 60)
            : Timeout is not (>= 0.01 and <= 60) ? CommandErrors.TimeoutInvalid(Timeout, 0.01, 60)
            : Duration is not (>= 0 and <= 3600) ? CommandErrors.DurationInvalid(Duration)
            : null;
        if (error is not null)
            ThrowTerminatingError(ErrorRecords.From(error, null));
        _missing.UnionWith(Peer?.Where(peer => peer.IsOne) ?? []);
    }

    /// <summary>Measures the paths that are meant, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject)
        {
            foreach (var peer in InputObject)
                Attempt(peer, () => Measure(peer.Owner as GelfRelayJob ?? throw CommandErrors.RelayNotFound(peer.Relay), peer));
            return;
        }
        foreach (var reference in Relay ?? [.. GelfRelayReference.Running().Select(relay => new GelfRelayReference(relay))])
        {
            IReadOnlyList<GelfRelayJob> relays = [];
            Attempt(reference.Name, () => relays = reference.Resolve());
            foreach (var relay in relays)
                Attempt(relay.Name, () => Measure(relay));
        }
    }

    /// <summary>Tells which peers no relay has heard of.</summary>
    protected override void EndProcessing()
    {
        // A relay that does not exist is already an error.
        foreach (var peer in _asked || Relay is null && ParameterSetName == ByName ? _missing : [])
            Attempt(peer.Name, () => throw CommandErrors.PeerNotFound(peer.Name));
    }

    private void Measure(GelfRelayJob relay)
    {
        WaitWhile(Activity, $"{relay.Name} hears of its peers", s_patience, () => relay.Links.Any(link => link.RemoteName is null));
        CheckRunning(relay);
        _asked = true;
        var peers = relay.AllPeers.ToList();
        if (Peer is null && peers.TrueForAll(peer => peer.Problem is not null))
            throw CommandErrors.NoPeerConnected(relay.Name, string.Join(' ', peers.Select(peer => $"{peer.Name}: {peer.Problem}")));
        foreach (var peer in peers)
        {
            var meant = Peer?.Where(reference => reference.Means(peer)).ToList();
            meant?.ForEach(reference => _missing.Remove(reference));
            // A peer that exchanges no frames is an error only if the user named it.
            if (meant is null ? peer.Problem is null : meant.Count > 0)
                Attempt(peer, () => Measure(relay, peer));
        }
    }

    private void Measure(GelfRelayJob relay, GelfPeer peer)
    {
        CheckRunning(relay);
        if (peer.State == nameof(PeerState.Handshake))
            peer = OnceKeysAreAgreedOn(relay, peer);
        if (peer.State != nameof(PeerState.Connected))
            throw CommandErrors.PeerNotConnected(relay.Name, peer.Name, peer.Problem);
        var options = new PathTestOptions
        {
            Count = Count,
            Interval = TimeSpan.FromSeconds(Interval),
            Timeout = TimeSpan.FromSeconds(Timeout),
            Duration = TimeSpan.FromSeconds(Duration),
        };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var measuring = relay.Measure(peer, options, ending.Token);
        try
        {
            WriteObject(Watch(measuring, relay, peer));
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            throw CommandErrors.RelayNotRunning(relay.Name, relay.JobStateInfo.State);
        }
        finally
        {
            // This also runs when the pipeline ends early, as with Select-Object -First.
            ending.Cancel();
        }
    }

    private GelfPeer OnceKeysAreAgreedOn(GelfRelayJob relay, GelfPeer peer)
    {
        GelfPeer? Now() => relay.AllPeers.FirstOrDefault(now => now.Id == peer.Id);
        WaitWhile(Activity, $"{relay.Name} agrees on keys with {peer.Name}", s_patience, () => Now()?.State == nameof(PeerState.Handshake));
        CheckRunning(relay);
        return Now() ?? throw CommandErrors.PeerNotFound(peer.Name);
    }

    private static void CheckRunning(GelfRelayJob relay)
    {
        if (!relay.IsRunning)
            throw CommandErrors.RelayNotRunning(relay.Name, relay.JobStateInfo.State);
    }

    private GelfPathTest Watch(PathMeasurement measuring, GelfRelayJob relay, GelfPeer peer)
    {
        var status = $"From {relay.Name} to {peer.Name}";
        try
        {
            while (Task.WaitAny([measuring.Task], (int)s_glance.TotalMilliseconds, Stop) < 0)
                WriteProgress(new ProgressRecord(0, Activity, status) { PercentComplete = (int)(100 * measuring.Done) });
        }
        finally
        {
            WriteProgress(new ProgressRecord(0, Activity, status) { RecordType = ProgressRecordType.Completed });
        }
        return measuring.Task.GetAwaiter().GetResult();
    }
}
