using System.Collections.Concurrent;
using System.Globalization;
using Gelf.Engine.Buffers;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Links;

/// <summary>A link that is dialled, to a relay, from an owner that fails.</summary>
public sealed class OutgoingLinkTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private readonly Reporter _report = new(TimeProvider.System);
    private readonly ConcurrentQueue<LogEntry> _log = [];

    public OutgoingLinkTests()
    {
        _report.Log.Written += _log.Enqueue;
        _report.Log.Level = GelfLogLevel.Debug;
    }

    [Fact]
    public async Task After_an_exception_that_nobody_expected_it_says_so_and_dials_again()
    {
        await using var relay = await RunningRelay.StartAsync();
        var owner = new FailingOwner { AttachFails = true };
        await using var link = Dial(relay, owner);

        Assert.Equal("no place", (await Assert.ThrowsAsync<NotSupportedException>(() => link.FirstAttempt.WaitAsync(s_deadline, TestContext.Current.CancellationToken))).Message);
        await Eventually.TrueAsync(() => link is { State: OutgoingLinkState.Waiting, Problem: NotSupportedException });
        owner.AttachFails = false;
        await Eventually.TrueAsync(() => link is { State: OutgoingLinkState.Open, Problem: null });

        Assert.True(_report.Faults >= 1);
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1); // those that failed are closed
    }

    [Fact]
    public async Task A_link_on_which_each_first_message_fails_is_dialled_later_each_time()
    {
        await using var relay = await RunningRelay.StartAsync();
        await using var link = Dial(relay, new FailingOwner { ReceiveFails = true });

        await Eventually.TrueAsync(() => Waits().Count >= 3);

        var waits = Waits();
        Assert.True(waits[0] < waits[1] && waits[1] < waits[2], string.Join(", ", waits));
        Assert.Contains(_log, entry => entry.Level == GelfLogLevel.Error && entry.Text.Contains("no use for it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Taking_it_down_throws_nothing_again()
    {
        await using var relay = await RunningRelay.StartAsync();
        var link = Dial(relay, new FailingOwner { AttachFails = true });
        await Assert.ThrowsAsync<NotSupportedException>(() => link.FirstAttempt.WaitAsync(s_deadline, TestContext.Current.CancellationToken));

        await link.DisposeAsync();

        Assert.Equal(OutgoingLinkState.Closed, link.State);
    }

    private OutgoingLink Dial(RunningRelay relay, ILinkOwner owner)
    {
        var link = new OutgoingLink(JoinLink.Parse(relay.Relay.GetJoinLinks()[0]), owner, new MessagePool(), TimeProvider.System, _report);
        link.Start();
        return link;
    }

    private List<double> Waits() =>
    [
        .. _log.Select(entry => entry.Text.Split("dials again in "))
            .Where(parts => parts.Length == 2)
            .Select(parts => double.Parse(parts[1].Split(' ')[0], CultureInfo.CurrentCulture)),
    ];

    private sealed class FailingOwner : ILinkOwner
    {
        internal bool AttachFails { get; set; }

        internal bool ReceiveFails { get; set; }

        public bool TryAttach(ILink link) => AttachFails ? throw new NotSupportedException("no place") : true;

        public void Detach(ILink link)
        {
        }

        public void Receive(ILink link, MessageBuffer message)
        {
            if (ReceiveFails)
                throw new NotSupportedException("no use for it");
        }

        public void ReceiveMalformed(ILink link)
        {
        }

        public void FlushAcks()
        {
        }
    }
}
