using System.Diagnostics;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Objects;
using Gelf.Tests.Unit.Links;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class RelayCommandTests(HostedShell shell) : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData("Start-GelfRelay -ListenAddress nowhere", "ListenAddressInvalid", "nowhere")]
    [InlineData("Start-GelfRelay -Tap no-such-tap", "TapNotFound", "no-such-tap")]
    [InlineData("'no-such-tap' | Start-GelfRelay", "TapNotFound", "no-such-tap")]
    [InlineData("Stop-GelfRelay no-such", "RelayNotFound", "no-such")]
    [InlineData("Get-GelfRelay no-such", "RelayNotFound", "no-such")]
    [InlineData("Get-GelfStats -Relay no-such", "RelayNotFound", "no-such")]
    [InlineData("'no-such' | Get-GelfJoinLink", "RelayNotFound", "no-such")]
    [InlineData("Get-GelfStats -Continuous -Interval 0", "IntervalInvalid", 0.0)]
    [InlineData("Get-GelfStats -Interval 5", "IntervalWithoutContinuous", 5.0)]
    [InlineData("Get-GelfStats -Interval 5 -Continuous:$false", "IntervalWithoutContinuous", 5.0)]
    public void A_value_that_cannot_be_right_is_one_error_that_names_it(string script, string id, object value)
    {
        var outcome = shell.Run($"[CmdletBinding()] param() try {{ {script} }} catch {{ $PSCmdlet.WriteError($_) }}");

        Assert.Equal(id, outcome.TheErrorId);
        Assert.Equal(value, outcome.TheError.TargetObject);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void WhatIf_starts_nothing_and_stops_nothing()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Empty(shell.Run("Start-GelfRelay -WhatIf").Output);
        Assert.Empty(shell.Run("Stop-GelfRelay * -WhatIf").Errors);

        Assert.Same(relay, shell.Get("Get-Job"));
        Assert.Equal(JobState.Running, relay.JobStateInfo.State);
    }

    [Fact]
    public void Start_GelfRelay_takes_the_address_as_Host_too() =>
        Assert.Contains("Host", Assert.IsType<CmdletInfo>(shell.Get("Get-Command Start-GelfRelay")).Parameters["ListenAddress"].Aliases);

    [Fact]
    public void Relays_are_listed_by_name_and_pattern()
    {
        var (first, second) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        Assert.Equal([first, second], shell.Run("Get-GelfRelay").Output.Select(o => o.BaseObject));
        Assert.Same(second, shell.Get("Get-GelfRelay $args[0]", second.Name));
        Assert.Equal(2, shell.Run("Get-GelfRelay still*").Output.Count);
        Assert.Empty(shell.Run("Get-GelfRelay other*").Output);
    }

    [Theory]
    [InlineData("Stop-GelfRelay $args[0]")]
    [InlineData("Stop-GelfRelay -Name $args[0].Name")]
    [InlineData("Stop-GelfRelay -Relay $args[0]")]
    [InlineData("$args[0] | Stop-GelfRelay")]
    [InlineData("$args[0].Name | Stop-GelfRelay")]
    [InlineData("Get-GelfRelay | Stop-GelfRelay")]
    public void Stop_GelfRelay_takes_relays_and_names(string script)
    {
        var relay = TestRelay.Running(shell);

        var outcome = shell.Run(script, relay.Job);

        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Output);
        Assert.Equal(JobState.Stopped, relay.Job.JobStateInfo.State);
        Assert.Equal(1, relay.TapsGivenBack);
    }

    [Fact]
    public void Stop_GelfRelay_returns_the_relays_if_it_is_asked_to()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Empty(shell.Run("$args[0] | Stop-GelfRelay -PassThru -WhatIf", relay).Output);
        Assert.Same(relay, shell.Get("$args[0] | Stop-GelfRelay -PassThru", relay));
        Assert.Equal(JobState.Stopped, relay.JobStateInfo.State);
        Assert.Same(relay, shell.Get("$args[0] | Stop-GelfRelay -PassThru", relay));
    }

    [Theory]
    [InlineData("Start-GelfRelay -WaitForPeer -Timeout 0", "TimeoutInvalid")]
    [InlineData("Start-GelfRelay -WaitForPeer -Timeout NaN", "TimeoutInvalid")]
    [InlineData("Start-GelfRelay -Timeout 5", "TimeoutWithoutWaitForPeer")]
    public void A_time_to_wait_for_a_peer_that_cannot_be_is_one_error_and_starts_nothing(string script, string id)
    {
        Assert.Equal(id, shell.Run(script).TheErrorId);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void Stopping_a_relay_that_has_stopped_is_no_error()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Empty(shell.Run("$args[0] | Stop-GelfRelay; $args[0] | Stop-GelfRelay", relay).Errors);
    }

    [Fact]
    public void A_name_means_the_running_relay_before_a_stopped_one()
    {
        var stopped = TestRelay.Running(shell).Job;
        var running = TestRelay.Running(shell).Job;
        stopped.StopJob();
        stopped.Name = running.Name;

        Assert.Same(running, Assert.Single(new GelfRelayReference(running.Name).Resolve()));
    }

    [Fact]
    public void A_join_link_is_a_string_that_knows_its_relay()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        var link = Assert.Single(shell.Run("$args[0] | Get-GelfJoinLink", relay).Output);

        Assert.Equal($"http://127.0.0.1:{relay.Port}/#token=abc", link.BaseObject);
        Assert.Equal(relay.Name, link.Properties["Relay"].Value);
    }

    [Fact]
    public void A_join_link_is_shown_in_one_line_however_long()
    {
        var relay = TestRelay.Running(shell, token: new string('x', 128)).Job;

        Assert.Equal(relay.JoinLink + Environment.NewLine, shell.Show("Get-GelfJoinLink"));
    }

    [Fact]
    public void A_join_link_can_carry_those_of_other_relays()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        var link = shell.Get("Get-GelfJoinLink $args[0] -With 'http://192.0.2.2:7001/#token=def'", relay);

        Assert.Equal($"{relay.JoinLink}&with=http%3A%2F%2F192.0.2.2%3A7001%2F%23token%3Ddef", link);
    }

    [Fact]
    public void A_join_link_drawn_as_a_QR_code_is_still_the_string()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        var link = Assert.Single(shell.Run("$args[0] | Get-GelfJoinLink -QRCode -With 'http://192.0.2.2:7001/#token=def'", relay).Output);

        Assert.Equal($"{relay.JoinLink}&with=http%3A%2F%2F192.0.2.2%3A7001%2F%23token%3Ddef", link.BaseObject);
        Assert.Equal(relay.Name, link.Properties["Relay"].Value);
        Assert.Equal(["127.0.0.1:" + relay.Port, "192.0.2.2:7001"], Assert.IsType<string[]>(link.Properties["Joins"].Value));
    }

    [Fact]
    public void A_QR_code_is_shown_in_place_of_the_link_and_says_without_the_token_what_it_joins()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        var screen = shell.Show("Get-GelfJoinLink -QRCode").Trim().Split(Environment.NewLine);

        var drawing = (string)shell.Get("(Get-GelfJoinLink -QRCode).QRCode");
        Assert.Equal(Regex.Replace(drawing, "\e\\[[0-9;]*m", "").Split('\n'), screen[..^1]);
        Assert.Equal($"{relay.Name}: joins 127.0.0.1:{relay.Port}", screen[^1]);
    }

    [Fact]
    public void A_join_link_that_no_QR_code_can_hold_is_an_error()
    {
        var relay = TestRelay.Running(shell).Job;

        var outcome = shell.Run("Get-GelfJoinLink $args[0] -QRCode -With (1..32 | ForEach-Object { \"http://host$_`:7001/#token=$('x' * 100)\" })", relay);

        Assert.Equal("JoinLinkTooLong", outcome.TheErrorId);
        Assert.Empty(outcome.Output);
        Assert.DoesNotContain("token", outcome.TheError.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_link_to_carry_is_an_error_without_its_token()
    {
        var relay = TestRelay.Running(shell).Job;

        var outcome = shell.Run("Get-GelfJoinLink $args[0] -With 'ftp://192.0.2.2/#token=secret'", relay);

        Assert.Equal("JoinLinkInvalid", outcome.TheErrorId);
        Assert.DoesNotContain("secret", outcome.TheError.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_relay_has_no_join_link()
    {
        var relay = TestRelay.Running(shell).Job;
        relay.StopJob();

        Assert.Equal("RelayNotRunning", shell.Run("$args[0] | Get-GelfJoinLink", relay).TheErrorId);
        Assert.Empty(shell.Run("Get-GelfJoinLink").Output);
    }

    [Fact]
    public void Stats_are_of_all_running_relays_unless_some_are_named()
    {
        var (first, second) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        Assert.Equal([first.Name, second.Name], Names(shell.Run("Get-GelfStats")));
        Assert.Equal([second.Name], Names(shell.Run("$args[0] | Get-GelfStats", second)));
        second.StopJob();
        Assert.Equal([first.Name], Names(shell.Run("Get-GelfStats")));
        Assert.Equal([second.Name], Names(shell.Run("Get-GelfStats -Relay $args[0]", second)));

        static IEnumerable<string> Names(HostedShell.Outcome outcome) => outcome.Output.Select(o => ((GelfStats)o.BaseObject).Relay);
    }

    [Fact]
    public void Every_reason_for_a_drop_is_a_counter_and_part_of_the_sum()
    {
        var relay = TestRelay.Running(shell).Job;

        var stats = Assert.IsType<GelfStats>(shell.Get("$args[0] | Get-GelfStats", relay));

        var engine = typeof(RelayStats).GetProperties().Where(p => p.CanWrite).Select(p => p.Name);
        Assert.Empty(engine.Except(typeof(GelfStats).GetProperties().Select(p => p.Name)));
        Assert.Equal(0, stats.Dropped);
        Assert.Equal(relay.InterfaceIndex, stats.InterfaceIndex);
    }

    [Fact]
    public void Detailed_stats_of_a_relay_without_links_are_none()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Empty(shell.Run("$args[0] | Get-GelfStats -Detailed", relay).Output);
    }

    [Fact]
    public async Task An_open_link_shows_in_the_relay_its_stats_and_its_notices()
    {
        var relay = TestRelay.Running(shell, token: "abc").Job;

        using var link = await RawLink.OpenAsync(relay.Location, "abc");

        Until(() => relay.Links.Count == 1);
        Assert.Equal(1, Assert.IsType<GelfStats>(shell.Get("Get-GelfStats")).Links);
        var shown = Assert.IsType<GelfLink>(shell.Get("Get-GelfStats -Detailed"));
        Assert.Equal(relay.Name, shown.Relay);
        Assert.Equal("Open", shown.State);
        Assert.Contains("127.0.0.1:", shown.RemoteEndPoint, StringComparison.Ordinal);
        var told = shell.Run("Receive-Job $args[0] 6>&1", relay).Output.Select(o => o.ToString()).ToList();
        Assert.Equal(2, told.Count);
        Assert.StartsWith($"{relay.Name}: Serves http://127.0.0.1:", told[0], StringComparison.Ordinal);
        Assert.StartsWith($"{relay.Name}: A link from 127.0.0.1:", told[1], StringComparison.Ordinal);
        relay.StopJob();
        Assert.Empty(relay.Links);
    }

    [Fact]
    public void Continuous_stats_end_with_the_last_relay()
    {
        var relay = TestRelay.Running(shell).Job;
        using var watching = shell.Prepare("Get-GelfStats -Continuous -Interval 0.1");
        using var output = new PSDataCollection<PSObject>();
        var running = watching.BeginInvoke<PSObject, PSObject>(null, output);
        Until(() => output.Count >= 3);

        relay.StopJob();

        Assert.True(running.AsyncWaitHandle.WaitOne(s_deadline));
        watching.EndInvoke(running);
    }

    [Fact]
    public void Readings_have_rates_where_there_is_one_before()
    {
        var relay = TestRelay.Running(shell).Job;

        using var watching = shell.Prepare("Get-GelfStats -Continuous -Interval 0.1");
        using var output = new PSDataCollection<PSObject>();

        watching.BeginInvoke<PSObject, PSObject>(null, output);
        Until(() => output.Count >= 2);
        watching.Stop();

        var (first, second) = (Assert.IsType<GelfStats>(output[0].BaseObject), Assert.IsType<GelfStats>(output[1].BaseObject));
        Assert.Equal((null, 0), (first.BitsSentPerSecond, second.BitsSentPerSecond));
        Assert.True(second.Time > first.Time);
        Assert.Null(Assert.IsType<GelfStats>(shell.Get("$args[0] | Get-GelfStats", relay)).BitsSentPerSecond);
    }

    [Fact]
    public void Continuous_stats_end_at_once_when_the_pipeline_is_stopped()
    {
        var relay = TestRelay.Running(shell).Job;
        using var watching = shell.Prepare("$args[0] | Get-GelfStats -Continuous -Interval 86400", relay);
        using var output = new PSDataCollection<PSObject>();
        watching.BeginInvoke<PSObject, PSObject>(null, output);
        Until(() => output.Count == 1);
        var watch = Stopwatch.StartNew();

        watching.Stop();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_deadline);
        Assert.Equal(JobState.Running, relay.JobStateInfo.State);
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_deadline));
}
