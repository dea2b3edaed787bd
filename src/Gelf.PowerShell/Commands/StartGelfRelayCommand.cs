using System.Management.Automation;
using System.Net;
using System.Security;
using Gelf.Engine.Devices;
using Gelf.Engine.Hosting;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Engine.Web;
using Gelf.PowerShell.Completers;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.PowerShell.Ownership;

namespace Gelf.PowerShell.Commands;

/// <summary>
/// Starts a relay as a job: a tap and a small web server whose page makes a browser the wire. It returns once the relay
/// serves; what keeps it from starting is one error, and leaves nothing behind. Needs root or CAP_NET_ADMIN, or a persistent
/// tap that belongs to the user.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "GelfRelay", SupportsShouldProcess = true)]
[OutputType(typeof(GelfRelayJob))]
public sealed class StartGelfRelayCommand : GelfCommand
{
    private readonly List<GelfRelayJob> _waiting = [];
    private GelfKey? _key;

    /// <summary>The tap, or the name of one that is there; it stays when the relay stops. A new one, which goes with the relay, if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TapNameCompleter))]
    public GelfTapReference? Tap { get; set; }

    /// <summary>The address of this host that the web server listens on; 0.0.0.0 for all of them.</summary>
    [Parameter]
    [Alias("Host")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ListenAddressCompleter))]
    public string ListenAddress { get; set; } = "127.0.0.1";

    /// <summary>The TCP port of the web server; 0 for any free one.</summary>
    [Parameter]
    public int Port { get; set; } = 7001;

    /// <summary>What a link must show to be let in, 1 to 128 of the characters A-Z a-z 0-9 - and _; a random one if not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Token { get; set; }

    /// <summary>The host name or address that the join links carry; this host's own addresses if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AdvertiseAddress { get; set; }

    /// <summary>The name of the job, which is also how the relay calls itself to its peers; the tap's name if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// The segment's key, the same for all its relays: frames are sealed with it end to end. A GelfKey, 32 or 64 hex digits, a
    /// SecureString of them, or 16 or 32 bytes. Digits on a command line stay in the shell's history: -KeyPath does not.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [KeyArgument]
    public GelfKeyReference? Key { get; set; }

    /// <summary>The file with the segment's key, as New-GelfKey -Path writes it; refused if others than its owner can read it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Seals the segment with a new 256-bit key if none is given; the job's property Key has it for the other relays.</summary>
    [Parameter]
    public SwitchParameter Encrypt { get; set; }

    /// <summary>Serves the page and links over TLS. Without -Certificate a new one is made, whose fingerprint is shown for comparison.</summary>
    [Parameter]
    public SwitchParameter Https { get; set; }

    /// <summary>The certificate for https: the path of a PEM or PFX file, or an X509Certificate2 with its private key.</summary>
    [Parameter]
    [ValidateNotNull]
    public GelfCertificateReference? Certificate { get; set; }

    /// <summary>The path of the PEM file with the certificate's private key, if it is not in the certificate's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateKey { get; set; }

    /// <summary>The password of the PFX file or of the private key.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretArgument]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>
    /// Returns only when frames go to and fro with a first peer. The relay goes down the pipeline before that, so that it can get its
    /// address meanwhile; Ctrl+C ends the waiting, and the relay goes on.
    /// </summary>
    [Parameter]
    public SwitchParameter WaitForPeer { get; set; }

    /// <summary>For -WaitForPeer: after how many seconds waiting ends with an error, while the relay goes on; without it, there is no end.</summary>
    [Parameter]
    public double Timeout { get; set; }

    /// <summary>Refuses a time that cannot be, before anything is started.</summary>
    protected override void BeginProcessing()
    {
        if (!IsGiven(nameof(Timeout)))
            return;
        var error = !WaitForPeer ? CommandErrors.TimeoutWithoutWaitForPeer(Timeout)
            : Timeout is not (>= 0.1 and <= 86_400) ? CommandErrors.TimeoutInvalid(Timeout, 0.1, 86_400)
            : null;
        if (error is not null)
            ThrowTerminatingError(ErrorRecords.From(error, Timeout));
    }

    /// <summary>Starts one relay.</summary>
    protected override void ProcessRecord() => Attempt(Tap, () =>
    {
        CheckConflicts();
        var options = new RelayOptions
        {
            Name = Name,
            ListenAddress = ParseListenAddress(),
            Port = Port,
            Token = Token,
            AdvertiseAddress = AdvertiseAddress,
        };
        _key ??= GivenKey();
        var certificate = GivenCertificate();
        try
        {
            if (ShouldProcess($"{Tap?.Name ?? "a new tap"}, {options.ListenAddress} port {Port}", "Start relay"))
            {
                var job = Run(options, _key ??= NewKey(), ref certificate);
                WriteObject(job);
                if (WaitForPeer)
                    _waiting.Add(job);
            }
        }
        finally
        {
            certificate?.Dispose();
        }
    });

    /// <summary>Waits for the first peers.</summary>
    protected override void EndProcessing()
    {
        var since = TimeProvider.System.GetTimestamp();
        foreach (var job in _waiting.Where(IsWaiting))
            ShowJoinLink(job);
        foreach (var job in _waiting)
            Attempt(job.Name, () => WaitForPeerOf(job, since));
    }

    // Past the host, on the terminal of whoever waits: what the host writes is in transcripts, and the streams are those of the job in
    // which this may run. Those are kept, and the token is a secret.
    private void ShowJoinLink(GelfRelayJob job)
    {
        if (HasTerminal)
            Console.Out.WriteLine($"{job.Name} waits for a first peer. Its join link, to be opened in a browser:\n{job.JoinLink}");
    }

    private static bool IsWaiting(GelfRelayJob job) => job.IsRunning && !job.HasPeer;

    private bool HasTerminal => Host.Name == "ConsoleHost" && !Console.IsOutputRedirected;

    private void WaitForPeerOf(GelfRelayJob job, long since)
    {
        var left = IsGiven(nameof(Timeout)) ? TimeSpan.FromSeconds(Timeout) - TimeProvider.System.GetElapsedTime(since) : TimeSpan.MaxValue;
        using var log = ShowLogOf(job);
        var status = $"Ctrl+C ends the waiting, not the relay.{(HasTerminal ? "" : " Get-GelfJoinLink then shows the join link.")}";
        if (!WaitWhile($"{job.Name} waits for a first peer", status, left, () => IsWaiting(job)))
            throw CommandErrors.PeerTimeout(job.Name, Timeout);
        if (!job.IsRunning)
            throw CommandErrors.RelayNotRunning(job.Name, job.JobStateInfo.State);
    }

    // From here on, the job owns the certificate and disposes of it.
    private GelfRelayJob Run(RelayOptions options, GelfKey? key, ref ServerCertificate? certificate)
    {
        if (Https && certificate is null)
            certificate = ServerCertificate.CreateSelfSigned(CertificateHosts.For(options.ListenAddress, AdvertiseAddress), TimeProvider.System.GetUtcNow());
        options = options with { Key = key?.Segment, Certificate = certificate?.Certificate, CertificateChain = certificate?.Chain };
        var lease = Tap is null ? TapRegistry.CreateLeased(new TapOptions()) : TapRegistry.Lease(Tap);
        GelfRelayJob? job = null;
        try
        {
            job = new GelfRelayJob(new Relay(options, lease.Tap), options, lease, key, certificate);
            certificate = null;
            Start(job);
            GelfJobSourceAdapter.Register(job, JobManager);
        }
        catch
        {
            job?.Dispose();
            lease.Dispose();
            throw;
        }
        if (Certificate is null && job.CertificateFingerprint is not null)
            Tell($"{job.Name}: Browsers warn of the certificate, which is new. Go on if they show its SHA-256 fingerprint: {job.CertificateFingerprint}");
        return job;
    }

    private void Start(GelfRelayJob job)
    {
        using var log = ShowLogOf(job);
        try
        {
            job.Start(Stop, WriteLog);
        }
        catch (GelfException e) when (e.ErrorId == "PortTaken" && GelfForeignRelay.At(Port) is { } foreign)
        {
            throw CommandErrors.PortTaken(Port, foreign.Name, foreign.ProcessId);
        }
        finally
        {
            WriteLog();
        }
    }

    private void CheckConflicts()
    {
        if (Key is not null && KeyPath is not null)
            throw CommandErrors.KeyConflict();
        if (IsGiven(nameof(Encrypt)) && !Encrypt && (Key is not null || KeyPath is not null))
            throw CommandErrors.EncryptConflict();
        if (IsGiven(nameof(Https)) && !Https && Certificate is not null)
            throw CommandErrors.HttpsConflict();
        if (CertificateKey is not null && Certificate?.Path is null)
            throw CommandErrors.CertificateMissing(nameof(CertificateKey));
        if (CertificatePassword is not null && Certificate?.Path is null)
            throw CommandErrors.CertificateMissing(nameof(CertificatePassword));
    }

    private GelfKey? GivenKey() =>
        KeyPath is null ? Key?.Resolve() : new GelfKey(KeyFile.Read(FilePath.Resolve(SessionState, nameof(KeyPath), KeyPath)));

    // All relays of the pipeline share it: they form one segment.
    private GelfKey? NewKey() => Encrypt ? new GelfKey(SegmentKey.Create()) : null;

    private ServerCertificate? GivenCertificate()
    {
        if (Certificate?.Path is null)
            return Certificate?.Certificate is { } certificate ? ServerCertificate.From(certificate) : null;
        var path = FilePath.Resolve(SessionState, nameof(Certificate), Certificate.Path);
        var keyPath = CertificateKey is null ? null : FilePath.Resolve(SessionState, nameof(CertificateKey), CertificateKey);
        return CertificatePassword is null
            ? ServerCertificate.Load(path, keyPath, [])
            : SecretText.Use(CertificatePassword, password => ServerCertificate.Load(path, keyPath, password));
    }

    private IPAddress ParseListenAddress() => ListenAddress.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        ? IPAddress.Loopback
        : AddressText.ParseAddress(ListenAddress) ?? throw CommandErrors.ListenAddressInvalid(ListenAddress);
}
