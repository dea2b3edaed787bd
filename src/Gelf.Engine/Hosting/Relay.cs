using System.Security.Cryptography;
using Gelf.Engine.Buffers;
using Gelf.Engine.Devices;
using Gelf.Engine.Links;
using Gelf.Engine.Measurement;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Snapshots;
using Gelf.Engine.Web;

namespace Gelf.Engine.Hosting;

/// <summary>
/// One host's end of a segment: a tap, a switch, a web server that serves the page and takes links.
/// It is started once and stopped once; the tap belongs to the caller.
/// </summary>
public sealed partial class Relay : IAsyncDisposable
{
    private static readonly TimeSpan s_testLook = TimeSpan.FromMilliseconds(2);
    private const int FlowKeySize = 32;

    private readonly ITap _tap;
    private readonly TimeProvider _time;
    private readonly RelayOptions _options;
    private readonly RelayNode _node;
    private readonly OutgoingLinks _outgoing;
    private readonly MessagePool _pool = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Reporter _report;
    private readonly TaskCompletionSource _startEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _started; // guarded by _gate, as the next four; the end reads them once the start is over
    private WebHost? _web;
    private Thread? _reader;
    private Task _ticking = Task.CompletedTask;
    private Task? _stop;
    private bool _toldFull;
    private volatile bool _readerFailed;

    /// <param name="options">How it is to be started.</param>
    /// <param name="tap">The tap; nobody else may read from it.</param>
    /// <param name="time">The clock; null: the system's. It is looked at every 50 ms of real time.</param>
    /// <exception cref="GelfException">An option cannot be right.</exception>
    public Relay(RelayOptions options, ITap tap, TimeProvider? time = null)
    {
        RelayValidation.Check(options);
        _options = options;
        _tap = tap;
        _time = time ?? TimeProvider.System;
        Name = options.Name ?? RelayValidation.DefaultName(tap);
        Token = options.Token ?? options.Key?.Token ?? LinkToken.New();
        _report = new Reporter(_time);
        _report.Log.Hide(Token);
        Sealed = options.Key is not null;
        var hello = new Hello { Name = Name, Role = Hello.RelayRole, Tap = tap.Name, Mac = tap.MacAddress.ToString(), Mtu = tap.Mtu };
        _node = new RelayNode(tap, hello, _time, _pool, RandomNumberGenerator.GetBytes(FlowKeySize), options.Key, _report.Tell);
        _outgoing = new OutgoingLinks(_node.Receiver, _pool, _time, _report);
    }

    /// <summary>What happened; from any thread, never per frame.</summary>
    public event Action<RelayNotice>? Notice
    {
        add => _report.Notice += value;
        remove => _report.Notice -= value;
    }

    /// <summary>An entry of the log, from any thread; nothing comes while <see cref="LogLevel"/> is null.</summary>
    public event Action<LogEntry>? Logged
    {
        add => _report.Log.Written += value;
        remove => _report.Log.Written -= value;
    }

    /// <summary>What is logged, and all that matters more; null, as at the start: nothing.</summary>
    public GelfLogLevel? LogLevel
    {
        get => _report.Log.Level;
        set => _report.Log.Level = value;
    }

    /// <summary>The relay's id on the segment, random for each start.</summary>
    public ulong Id => _node.Switch.Id;

    /// <summary>The relay's name.</summary>
    public string Name { get; }

    /// <summary>What a link must show to be let in. A secret.</summary>
    public string Token { get; }

    /// <summary>The port that the web server listens on; 0 before the start.</summary>
    public int Port => _web?.Port ?? 0;

    /// <summary>Whether frames are sealed with the segment's key.</summary>
    public bool Sealed { get; }

    /// <summary>The page's address, without the token. Asks the kernel for this host's addresses.</summary>
    public Uri GetPageUri() => new($"{Scheme}://{JoinLinkTargets()[0]}:{Port}/");

    /// <summary>The URLs that open the page and let it in, one for each address of this host, which it asks the kernel for. Secrets: they carry the token.</summary>
    public IReadOnlyList<string> GetJoinLinks() =>
        [.. JoinLinkTargets().Select(host => JoinLink.Create(Scheme, host, Port, Token).ToString())];

    /// <summary>The relays that can be reached now, also those that nothing goes to and fro with (<see cref="PeerInfo.State"/>).</summary>
    public IReadOnlyList<PeerInfo> Peers => _node.Peers();

    /// <summary>The links that are open now.</summary>
    public IReadOnlyList<LinkInfo> Links => _node.Switch.Links();

    /// <summary>The MAC addresses seen behind peers.</summary>
    public IReadOnlyList<NeighborInfo> Neighbors => _node.Neighbors();

    /// <summary>Ends when the relay has stopped; faults if it stopped of itself, with the reason.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The counters.</summary>
    public RelayStats GetStats() => _node.Stats() with { Faults = _report.Faults };

    /// <summary>Dials another relay, and keeps a direct link to it up from then on: no browser needed.</summary>
    /// <param name="target">The other relay's join link.</param>
    /// <param name="cancellationToken">Ends the waiting; the link is then taken down.</param>
    /// <exception cref="GelfException">The first attempt failed: the relay cannot be reached, or refuses. Nothing is left behind.</exception>
    public async Task ConnectAsync(JoinLink target, CancellationToken cancellationToken = default)
    {
        var link = _outgoing.Add(target);
        try
        {
            await link.FirstAttempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _outgoing.RemoveAsync(target).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes a direct link to another relay down for good.</summary>
    public Task DisconnectAsync(JoinLink target) => _outgoing.RemoveAsync(target);

    /// <summary>The direct links that it keeps up, open or not.</summary>
    public IReadOnlyList<OutgoingLinkInfo> OutgoingLinks => _outgoing.Snapshot();

    /// <summary>Measures the path to a peer: round trips, and how much comes through.</summary>
    /// <param name="peer">The peer's id.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="progress">Told how much is done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended, or the relay stops.</exception>
    public async Task<PathTestResult> TestPathAsync(ulong peer, PathTestOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1);
        var test = _node.Prober.Start(peer, options);
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            using var timer = new PeriodicTimer(s_testLook, _time);
            while (!test.Completion.IsCompleted)
            {
                _node.Prober.Tick(test);
                progress?.Report(test.Progress);
                await timer.WaitForNextTickAsync(ending.Token).ConfigureAwait(false);
            }
            return await test.Completion.ConfigureAwait(false);
        }
        finally
        {
            _node.Prober.End(test);
        }
    }

    /// <summary>Closes a link from this side. False: there is none of that number.</summary>
    public bool Disconnect(int linkId)
    {
        var link = _node.Switch.FindLink(linkId);
        link?.Close(LinkCloseReason.Disconnected);
        return link is not null;
    }

    /// <summary>Stops the relay.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _node.Dispose();
    }

    private void ReadTap()
    {
        try
        {
            while (WaitToPump())
                _node.Pump();
        }
        catch (Exception e)
        {
            _readerFailed = true;
            // What it had in hand is in no known state, so it does not go on; but a tap that is gone is no fault of Gelf.
            if (e is not GelfException)
                _report.Count(nameof(Datapath.TapReader), e);
            Fail(e);
        }
    }

    /// <summary>Waits until the tap has something, or a slow path may have room. False: reading is to stop.</summary>
    private bool WaitToPump()
    {
        if (_node.UntilDue is not { } due || _stopping.IsCancellationRequested)
            return _tap.WaitToRead();
        _tap.WaitToRead(due);
        return true;
    }

    /// <summary>The relay cannot go on: it stops, and its <see cref="Completion"/> says why.</summary>
    private void Fail(Exception reason)
    {
        _report.Tell(new RelayNotice.RelayStops(Name, reason));
        _ = StopAsync(reason);
    }

    private string Scheme => _options.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;

    private IReadOnlyList<string> JoinLinkTargets() => JoinLinkTarget.For(_options, TapIndex);

    // 0, which no interface has, once the tap is in another network namespace.
    private int TapIndex => _tap.Look()?.Index ?? _tap.Index;
}
