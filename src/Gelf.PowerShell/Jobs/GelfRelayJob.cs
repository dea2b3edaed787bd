using System.Globalization;
using System.Net;
using System.Runtime.ExceptionServices;
using Gelf.Engine.Hosting;
using Gelf.Engine.Measurement;
using Gelf.Engine.Reporting;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Web;
using Gelf.PowerShell.Elsewhere;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;
using Gelf.PowerShell.Ownership;
using JoinLinkUrl = Gelf.Engine.Protocol.JoinLink;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// A relay that runs as a job: Get-Job, Wait-Job, Receive-Job, Stop-Job and Remove-Job work on it. It binds to the interface
/// parameters of the address cmdlets, and as text, for instance in <c>ip link show dev $relay</c>, it is its interface's name.
/// </summary>
public sealed class GelfRelayJob : GelfJob
{
    private readonly Relay _relay;
    private readonly TapLease _lease;
    private readonly ServerCertificate? _certificate;
    private RelayStats? _lastStats;
    private bool _isBound;
    private string? _record;

    /// <param name="relay">The relay.</param>
    /// <param name="options">What it was made with.</param>
    /// <param name="lease">Its tap; given back when the relay has stopped.</param>
    /// <param name="key">The segment's key, as <paramref name="options"/> has it.</param>
    /// <param name="certificate">The certificate, likewise; disposed of when the relay has stopped.</param>
    internal GelfRelayJob(Relay relay, RelayOptions options, TapLease lease, GelfKey? key = null, ServerCertificate? certificate = null)
        : base(CommandText(options, lease), options.Name ?? lease.Tap.Name, "GelfRelay")
    {
        _relay = relay;
        _lease = lease;
        _certificate = certificate;
        Key = key;
        CertificateFingerprint = certificate?.Fingerprint;
        DirectLinks = new DirectLinks(this, relay);
        Tap = new GelfTap(lease.Tap);
        ListenAddress = options.ListenAddress.ToString();
        Port = options.Port;
        relay.Logged += Log.Write;
        Log.Wanted = level => relay.LogLevel = level;
    }

    /// <summary>The relay's tap.</summary>
    public GelfTap Tap { get; }

    /// <summary>The tap's name.</summary>
    public string InterfaceAlias => Tap.InterfaceAlias;

    /// <summary>The tap's interface number.</summary>
    public uint InterfaceIndex => Tap.InterfaceIndex;

    /// <summary>The address that the web server listens on.</summary>
    public string ListenAddress { get; }

    /// <summary>The TCP port of the web server; the one it got where any was asked for.</summary>
    public int Port { get; private set; }

    /// <summary>The address of the relay's page, without the token.</summary>
    public Uri? Uri => _isBound ? _relay.GetPageUri() : null;

    /// <summary>The URL that opens the page and carries the token. Whoever has it can join the segment.</summary>
    public string? JoinLink => _isBound ? _relay.GetJoinLinks()[0] : null;

    /// <summary>The join links by each address that the host can be reached at now.</summary>
    public IReadOnlyList<string> JoinLinks => _isBound ? _relay.GetJoinLinks() : [];

    /// <summary>Whether the segment is sealed with a key.</summary>
    public bool Sealed => _relay.Sealed;

    /// <summary>The segment's key, which is shown as its fingerprint; null where it is not sealed.</summary>
    public GelfKey? Key { get; }

    /// <summary>The SHA-256 fingerprint of the certificate, as browsers show it; null over plain http.</summary>
    public string? CertificateFingerprint { get; }

    /// <summary>The relays that can be reached now.</summary>
    public IReadOnlyList<GelfPeer> Peers => IsRunning ? [.. Connected.Select(peer => new GelfPeer(Name, peer, Key?.Fingerprint) { Owner = this })] : [];

    /// <summary>The links that are open now.</summary>
    public IReadOnlyList<GelfLink> Links => IsRunning ? [.. GelfLink.Open(this, _relay.Links)] : [];

    /// <summary>The number of the process that runs it: this one.</summary>
    public int ProcessId { get; } = Environment.ProcessId;

    /// <summary>Where the relay listens.</summary>
    public override string Location => ListenAddress.Contains(':', StringComparison.Ordinal) ? $"[{ListenAddress}]:{Port}" : $"{ListenAddress}:{Port}";

    /// <summary>How many peers and links the relay has.</summary>
    public override string StatusMessage => IsRunning ? $"{Connected.Count()} peers, {_relay.Links.Count} links" : "";

    /// <summary>Also those with which no frames can be exchanged.</summary>
    internal IEnumerable<GelfPeer> AllPeers => IsRunning ? _relay.Peers.Select(peer => new GelfPeer(Name, peer, Key?.Fingerprint) { Owner = this }) : [];

    private IEnumerable<PeerInfo> Connected => _relay.Peers.Where(peer => peer.State == PeerState.Connected);

    internal override IReadOnlyList<GelfLink> AllLinks => IsRunning ? GelfLink.All(this, _relay.OutgoingLinks, _relay.Links) : [];

    internal DirectLinks DirectLinks { get; }

    internal IEnumerable<GelfNeighbor> Neighbors => IsRunning ? _relay.Neighbors.Select(neighbor => new GelfNeighbor(Name, neighbor)) : [];

    /// <summary>Whether frames go to and fro with some peer.</summary>
    internal bool HasPeer => IsRunning && Connected.Any();

    /// <summary>Whether the join link leads to this relay itself.</summary>
    internal bool IsAt(JoinLinkUrl target) => target.Port == Port && (IsOwnLoopback(target.Host.Trim('[', ']'))
        || JoinLinks.Select(JoinLinkUrl.Parse).Any(own => own.Host.Equals(target.Host, StringComparison.OrdinalIgnoreCase)));

    // No join link names the loopback address of a relay that listens everywhere.
    private bool IsOwnLoopback(string host)
    {
        var listening = IPAddress.Parse(ListenAddress);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.IsLoopback(listening) || IsEverywhere(listening);
        return IPAddress.TryParse(host, out var address)
            && (address.Equals(listening) || IsEverywhere(listening) && (IPAddress.IsLoopback(address) || IsEverywhere(address)));
    }

    private static bool IsEverywhere(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Starts to measure the path to a peer; cancelled with the relay.</summary>
    internal PathMeasurement Measure(GelfPeer peer, PathTestOptions options, CancellationToken cancel) => new(async progress =>
    {
        try
        {
            var id = ulong.Parse(peer.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var result = await _relay.TestPathAsync(id, options, progress, cancel).ConfigureAwait(false);
            return new GelfPathTest(peer, TimeProvider.System.GetLocalNow(), result);
        }
        catch (ObjectDisposedException)
        {
            throw new OperationCanceledException(); // the relay is gone
        }
    });

    /// <summary>The tap's name.</summary>
    public override string ToString() => InterfaceAlias;

    internal override string Description => $"the relay '{Name}' on tap '{Tap}'";

    internal override ICounters ReadStats() => new GelfStats(Name, Tap, TimeProvider.System.GetLocalNow(), _lastStats ?? _relay.GetStats());

    private protected override string StartedText => $"Serves {Uri} for tap {Tap}, {(Sealed ? $"sealed with the key {Key}" : "not sealed")}.";

    private protected override Task EngineCompletion => _relay.Completion;

    private protected override async Task StartEngineAsync(CancellationToken cancel)
    {
        _relay.Notice += Tell;
        await _relay.StartAsync(cancel).ConfigureAwait(false);
        Port = _relay.Port;
        _isBound = true;
        ShowToOtherProcesses();
    }

    // Without that the relay runs as well; only root has a place for it.
    private void ShowToOtherProcesses()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        try
        {
            var start = ProcessStart.Of(Environment.ProcessId) ?? throw new IOException("/proc does not show this process");
            _record = RelayRecords.Write(new RelayRecord(
                Environment.ProcessId, start, RelayRecord.OwnProcesses, RelayRecord.OwnNetwork, Name, ListenAddress, Port, Tap.Name, TimeProvider.System.GetLocalNow()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Notices.Write(isWarning: true, $"Get-GelfRelay in other processes does not list this relay: {e.Message}");
        }
    }

    // A relay stops whatever becomes of its record: without its process that is stale.
    private void HideFromOtherProcesses()
    {
        if (_record is null)
            return;
        try
        {
            RelayRecords.Remove(_record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Notices.Write(isWarning: true, $"Get-GelfRelay in other processes lists this relay until its process ends: {e.Message}");
        }
    }

    private protected override async Task StopEngineAsync()
    {
        var error = await new Teardown(NoteFailedStep)
            .Then("hide from other processes", HideFromOtherProcesses)
            .Then("stop the relay", _relay.StopAsync)
            .Then("read its counters", () => _lastStats = _relay.GetStats())
            .Then("hear it no more", () => _relay.Notice -= Tell)
            .Then("dispose of it", () => _relay.DisposeAsync().AsTask())
            .RunAsync().ConfigureAwait(false);
        await _relay.Completion.ConfigureAwait(false); // throws what went wrong while it stopped
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private protected override Teardown Release(Teardown steps) => steps
        .Then("dispose of the certificate", () => _certificate?.Dispose())
        .Then("give the tap back", _lease.Dispose);

    private void Tell(RelayNotice notice) => Notices.Write(notice.IsWarning, NoticeTexts.Of(notice));

    // Get-Job prints it, so neither token nor key is in it.
    private static string CommandText(RelayOptions options, TapLease lease) =>
        $"Start-GelfRelay -Tap {lease.Tap.Name} -ListenAddress {options.ListenAddress} -Port {options.Port}"
        + (options.Key is null ? "" : " -Encrypt") + (options.Certificate is null ? "" : " -Https");
}
