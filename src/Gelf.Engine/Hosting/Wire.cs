using Gelf.Engine.Buffers;
using Gelf.Engine.Datapath;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Snapshots;

namespace Gelf.Engine.Hosting;

/// <summary>
/// The browser's role without a browser: joins relays and carries messages between them. It needs no tap, no key and no root.
/// It is started once and stopped once.
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly IReadOnlyList<JoinLink> _targets;
    private readonly MessagePool _pool = new();
    private readonly RelayCounters _counters = new();
    private readonly LinkedSwitch _switch;
    private readonly OutgoingLinks _links;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Reporter _report;
    private Task _ticking = Task.CompletedTask; // guarded by _gate, as the next
    private Task? _stop;

    /// <param name="targets">The join links of the relays to join; two or more, those after with= included.</param>
    /// <param name="name">What the wire calls itself; null: the host's name.</param>
    /// <param name="time">The clock; null: the system's. It is looked at every 50 ms of real time.</param>
    /// <exception cref="GelfException">Fewer than two relays, or a name that cannot be.</exception>
    public Wire(IEnumerable<JoinLink> targets, string? name = null, TimeProvider? time = null)
    {
        _targets = [.. targets.SelectMany(t => t.With.Prepend(t)).DistinctBy(t => (t.Host, t.Port))];
        if (_targets.Count < 2)
            throw GelfErrors.WireNeedsTwo(_targets.Count);
        RelayValidation.CheckName(name);
        Name = name ?? (Hello.IsName(Environment.MachineName) && VisibleText.FindHidden(Environment.MachineName) is null ? Environment.MachineName : "wire");
        time ??= TimeProvider.System;
        _report = new Reporter(time);
        _switch = new LinkedSwitch(new Hello { Name = Name, Role = Hello.WireRole }, time, _pool, _counters);
        _links = new OutgoingLinks(new MessageReceiver(_switch, new WireInbox(), _pool, _counters), _pool, time, _report);
    }

    /// <summary>What happened; from any thread, never per message.</summary>
    public event Action<RelayNotice>? Notice
    {
        add => _report.Notice += value;
        remove => _report.Notice -= value;
    }

    /// <inheritdoc cref="Relay.Logged"/>
    public event Action<LogEntry>? Logged
    {
        add => _report.Log.Written += value;
        remove => _report.Log.Written -= value;
    }

    /// <inheritdoc cref="Relay.LogLevel"/>
    public GelfLogLevel? LogLevel
    {
        get => _report.Log.Level;
        set => _report.Log.Level = value;
    }

    /// <summary>The wire's name.</summary>
    public string Name { get; }

    /// <summary>The links that are open now.</summary>
    public IReadOnlyList<LinkInfo> Links => _switch.Links();

    /// <summary>The links that it keeps up, open or not.</summary>
    public IReadOnlyList<OutgoingLinkInfo> OutgoingLinks => _links.Snapshot();

    /// <summary>The relays that can be reached now.</summary>
    public IReadOnlyList<PeerInfo> Peers => _switch.Peers((_, _) => PeerState.Connected);

    /// <summary>Ends when the wire has stopped; faults if it stopped of itself, with the reason.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The counters.</summary>
    public RelayStats GetStats()
    {
        var (totals, links) = _switch.Totals();
        return _counters.Snapshot() with
        {
            MessagesSent = totals.MessagesSent,
            MessagesReceived = totals.MessagesReceived,
            BytesSent = totals.BytesSent,
            BytesReceived = totals.BytesReceived,
            Links = links,
            Peers = Peers.Count,
            Faults = _report.Faults,
        };
    }

    /// <summary>Starts to dial. It returns at once; a relay that cannot be reached is tried again and again.</summary>
    /// <exception cref="ObjectDisposedException">It has been stopped.</exception>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop is not null, this);
            foreach (var target in _targets)
                _links.Add(target);
            _ticking = Ticker.Start(_switch.Tick, _report, Fail, _stopping.Token);
            NodeMeter.Add(this, GetStats, new("name", Name), new("role", Hello.WireRole));
        }
    }

    /// <summary>Closes the links. Further calls wait for the first.</summary>
    public Task StopAsync() => StopAsync(null);

    /// <summary>Stops the wire.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private Task StopAsync(Exception? reason)
    {
        lock (_gate)
            return _stop ??= Task.Run(() => StopOnceAsync(reason));
    }

    private async Task StopOnceAsync(Exception? reason)
    {
        var error = await new Teardown((step, error) => _report.Fault(new RelayNotice.PartFailed(NodePart.Stopping, error), $"{nameof(Teardown)}, {step}", error))
            .Then("leave", _switch.Leave)
            .Then("tell all to stop", _stopping.CancelAsync)
            .Then("hide from the meter", () => NodeMeter.Remove(this))
            .Then("close the links", () => _links.DisposeAsync().AsTask())
            .Then("end the tick", () => _ticking)
            .RunAsync().ConfigureAwait(false);
        if ((reason ?? error) is { } first)
            _completion.TrySetException(first);
        else
            _completion.TrySetResult();
    }

    /// <summary>The wire cannot go on: it stops, and its <see cref="Completion"/> says why.</summary>
    private void Fail(Exception reason)
    {
        _report.Tell(new RelayNotice.WireStops(Name, reason));
        _ = StopAsync(reason);
    }
}
