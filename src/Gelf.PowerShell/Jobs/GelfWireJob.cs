using System.Runtime.ExceptionServices;
using Gelf.Engine.Hosting;
using Gelf.Engine.Links;
using Gelf.Engine.Reporting;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// A wire that runs as a job: it joins relays as the page in a browser does. Get-Job, Wait-Job, Receive-Job, Stop-Job and
/// Remove-Job work on it. The tokens of its relays show nowhere.
/// </summary>
public sealed class GelfWireJob : GelfJob
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    private readonly Wire _wire;
    private RelayStats? _lastStats;

    internal GelfWireJob(Wire wire, string name, string remotes)
        : base("Start-GelfWire", name, "GelfWire")
    {
        _wire = wire;
        Location = remotes;
        wire.Logged += Log.Write;
        Log.Wanted = level => wire.LogLevel = level;
    }

    /// <summary>The links that are open now; Get-GelfLink shows those that are not, too.</summary>
    public IReadOnlyList<GelfLink> Links => IsRunning ? [.. GelfLink.Open(this, _wire.Links)] : [];

    /// <summary>The relays that can be reached now.</summary>
    public IReadOnlyList<GelfPeer> Peers => IsRunning ? [.. _wire.Peers.Select(peer => new GelfPeer(Name, peer))] : [];

    /// <summary>The counters.</summary>
    public GelfWireStats Stats => new(Name, TimeProvider.System.GetLocalNow(), _lastStats ?? _wire.GetStats());

    /// <summary>The relays that it joins, by host and port.</summary>
    public override string Location { get; }

    /// <summary>How many of its links are open.</summary>
    public override string StatusMessage => IsRunning ? $"{_wire.Links.Count} of {_wire.OutgoingLinks.Count} links" : "";

    internal override string Description => $"the wire '{Name}'";

    internal override ICounters ReadStats() => Stats;

    private protected override string StartedText => $"Joins {Location}.";

    private protected override Task EngineCompletion => _wire.Completion;

    internal override IReadOnlyList<GelfLink> AllLinks => IsRunning ? GelfLink.All(this, _wire.OutgoingLinks, _wire.Links) : [];

    /// <summary>Returns when each relay has been dialled once. One that cannot be reached is told, and tried again and again.</summary>
    private protected override async Task StartEngineAsync(CancellationToken cancel)
    {
        _wire.Notice += Tell;
        _wire.Start();
        // The engine tells what becomes of a link that was open, and leaves the first attempt to whoever started it.
        var pending = _wire.OutgoingLinks.Select(link => link.RemoteEndPoint).ToHashSet();
        while (pending.Count > 0 && !_wire.Completion.IsCompleted)
        {
            foreach (var link in _wire.OutgoingLinks.Where(link => link.State != OutgoingLinkState.Connecting && pending.Remove(link.RemoteEndPoint)))
                if (link.Problem is { } problem)
                    Notices.Write(isWarning: true, ErrorTexts.Of(problem));
            await Task.Delay(s_glance, cancel).ConfigureAwait(false);
        }
    }

    private protected override async Task StopEngineAsync()
    {
        var error = await new Teardown(NoteFailedStep)
            .Then("stop the wire", _wire.StopAsync)
            .Then("read its counters", () => _lastStats = _wire.GetStats())
            .Then("hear it no more", () => _wire.Notice -= Tell)
            .Then("dispose of it", () => _wire.DisposeAsync().AsTask())
            .RunAsync().ConfigureAwait(false);
        await _wire.Completion.ConfigureAwait(false); // throws what went wrong
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private protected override Teardown Release(Teardown steps) => steps;

    private void Tell(RelayNotice notice) => Notices.Write(notice.IsWarning, NoticeTexts.Of(notice));
}
