using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;
using Microsoft.Extensions.Logging;

namespace Gelf.Tests.Unit.Hosting;

public sealed class LogTests
{
    [Fact]
    public async Task The_log_is_off_by_default()
    {
        var entries = new ConcurrentQueue<LogEntry>();
        await using (var relay = await RunningRelay.StartAsync())
        {
            relay.Relay.Logged += entries.Enqueue;
            using var socket = await relay.OpenLinkAsync();
            await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);
        }

        Assert.Empty(entries);
    }

    [Fact]
    public async Task What_a_relay_does_is_logged_from_the_level_on_that_is_wanted()
    {
        var tap = new FakeTap("tap0", 2);
        await using var relay = new Relay(new RelayOptions { Port = 0, Name = "one" }, tap);
        var entries = new ConcurrentQueue<LogEntry>();
        relay.Logged += entries.Enqueue;
        relay.LogLevel = GelfLogLevel.Information;

        await relay.StartAsync(TestContext.Current.CancellationToken);
        await relay.StopAsync();

        Assert.Contains(entries, entry => entry.Text.StartsWith("'one' starts on 127.0.0.1 port 0", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.Text == "'one' stops");
        Assert.Contains(entries, entry => entry.Text.StartsWith(nameof(RelayNotice.JoinLinksStayHere), StringComparison.Ordinal));
        Assert.DoesNotContain(entries, entry => entry.Level == GelfLogLevel.Debug);
    }

    [Fact]
    public async Task An_exception_that_nobody_expected_is_logged_with_its_stack()
    {
        var entries = new ConcurrentQueue<LogEntry>();
        await using var relay = await RunningRelay.StartAsync();
        relay.Relay.Logged += entries.Enqueue;
        relay.Relay.LogLevel = GelfLogLevel.Error;
        relay.Relay.Notice += _ => throw new NotSupportedException("no time");

        using var socket = await relay.OpenLinkAsync();
        await Eventually.TrueAsync(() => !entries.IsEmpty);

        var entry = entries.First();
        Assert.Equal(GelfLogLevel.Error, entry.Level);
        Assert.Contains("NotSupportedException: no time", entry.Text, StringComparison.Ordinal);
        Assert.Contains(nameof(An_exception_that_nobody_expected_is_logged_with_its_stack), entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_token_and_no_key_is_in_the_log_whatever_goes_wrong()
    {
        var key = SegmentKey.Create();
        var entries = new ConcurrentQueue<LogEntry>();
        await using var one = new Relay(new RelayOptions { Port = 0, Key = key }, new FakeTap("tap0", 1));
        await using var two = new Relay(new RelayOptions { Port = 0, Key = key, Token = "two-s_token" }, new FakeTap("tap1", 2));
        await using var wire = new Wire([JoinLink.Parse("http://127.0.0.1:1/#token=wire-s_token"), JoinLink.Parse("http://127.0.0.1:2/#token=other-s_token")]);
        foreach (var relay in new[] { one, two })
        {
            relay.Logged += entries.Enqueue;
            relay.LogLevel = GelfLogLevel.Debug;
            await relay.StartAsync(TestContext.Current.CancellationToken);
        }
        wire.Logged += entries.Enqueue;
        wire.LogLevel = GelfLogLevel.Debug;
        wire.Start();

        await one.ConnectAsync(JoinLink.Parse(two.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<GelfException>(() => two.ConnectAsync(JoinLink.Parse($"http://127.0.0.1:{one.Port}/#token=wrong-one"), TestContext.Current.CancellationToken));
        // Kestrel says below warnings what it got.
        await SayAsync(one.Port, $"GET /link HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Protocol: gelf.token.{one.Token}\u0001\r\n\r\n");
        await SayAsync(one.Port, $"GET /{one.Token} HTTP/9.9\r\n\r\n");
        one.Notice += _ => throw new InvalidOperationException($"This is {one.Token} and two-s_token.");
        await Assert.ThrowsAsync<GelfException>(() => one.ConnectAsync(JoinLink.Parse($"http://127.0.0.1:{one.Port}/#token=another-one"), TestContext.Current.CancellationToken));
        one.Disconnect(one.Links[0].Id);
        await Eventually.TrueAsync(() => entries.Any(entry => entry.Text.Contains("This is ***", StringComparison.Ordinal)));
        await Task.WhenAll(one.StopAsync(), two.StopAsync(), wire.StopAsync());

        var log = string.Join('\n', entries.Select(entry => $"{entry.Source} {entry.Text}"));
        Assert.All(
            new[] { one.Token, two.Token, "wire-s_token", "other-s_token", "wrong-one", "another-one", key.ToHex() },
            secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_Kestrel_did_not_expect_is_told_and_counted_also_while_the_log_is_off()
    {
        var report = new Reporter(TimeProvider.System);
        var notices = new List<RelayNotice>();
        report.Notice += notices.Add;
        var kestrel = report.Log.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");

        Log(kestrel, LogLevel.Error, new IOException("on fire"));
        Log(kestrel, LogLevel.Warning, new IOException("a bit slow"));
        Log(report.Log.CreateLogger("Microsoft.Extensions.Hosting.Internal.Host"), LogLevel.Error, new IOException("the port is taken"));

        Assert.Equal((NodePart.WebServer, "on fire"), Assert.Single(notices) is RelayNotice.PartFailed failed ? (failed.Part, failed.Error.Message) : default);
        Assert.Equal(1, report.Faults);
    }

    [Fact]
    public void The_same_kind_of_fault_is_told_once_a_minute_and_counted_and_logged_each_time()
    {
        var clock = new VirtualClock();
        var report = new Reporter(clock);
        var notices = new List<RelayNotice>();
        var entries = new List<LogEntry>();
        report.Notice += notices.Add;
        report.Log.Written += entries.Add;
        report.Log.Level = GelfLogLevel.Error;

        report.Fault(NodePart.Tick, new IOException("1"));
        report.Fault(NodePart.Tick, new IOException("2"));
        report.Fault(NodePart.Accepting, new IOException("3"));
        report.Fault(NodePart.Tick, new NotSupportedException("4"));
        clock.Advance(TimeSpan.FromMinutes(1));
        report.Fault(NodePart.Tick, new IOException("5"));

        Assert.Equal(["1", "3", "4", "5"], notices.OfType<RelayNotice.PartFailed>().Select(notice => notice.Error.Message));
        Assert.Equal((5, 5), (report.Faults, entries.Count));
    }

    private static void Log(ILogger logger, LogLevel level, Exception error) => logger.Log(level, default, "", error, (_, e) => $"{e?.Message}");

    private static async Task SayAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Matches("^HTTP/1.1 [45]", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
