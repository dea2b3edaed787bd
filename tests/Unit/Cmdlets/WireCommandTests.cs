using System.Management.Automation;
using Gelf.Engine.Hosting;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class WireCommandTests(HostedShell shell) : IDisposable
{
    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData("Start-GelfWire $args[0].JoinLink, $args[1].JoinLink")]
    [InlineData("Start-GelfWire (Get-GelfJoinLink $args[0] -With $args[1].JoinLink)")]
    [InlineData("$args | Get-GelfJoinLink | Start-GelfWire")]
    public void A_wire_joins_relays(string script)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var wire = Assert.IsType<GelfWireJob>(shell.Get(script, one, two));

        Assert.Equal(("GelfWire", "wire0", JobState.Running), (wire.PSJobTypeName, wire.Name, wire.JobStateInfo.State));
        Assert.Equal(new[] { one.Port, two.Port }.Order(), wire.Links.Select(link => int.Parse(link.RemoteEndPoint.Split(':')[1], null)).Order());
        HostedShell.Until(() => wire.Peers.Count == 2 && one.Peers.Count == 1 && two.Peers.Count == 1);
        Assert.Equal("2 of 2 links", wire.StatusMessage);
        Assert.Equal(2, wire.Stats.Links);
    }

    [Theory]
    [InlineData("Stop-Job $args[0]")]
    [InlineData("$args[0] | Remove-Job -Force")]
    public void A_wire_is_stopped_as_any_job(string script)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        var wire = (GelfWireJob)shell.Get("Start-GelfWire $args[0].JoinLink, $args[1].JoinLink", one, two);

        Assert.Empty(shell.Run(script, wire).Errors);

        HostedShell.Until(() => one.Links.Count == 0 && two.Links.Count == 0);
        Assert.Empty(wire.AllLinks);
        Assert.Empty(wire.Peers);
    }

    [Fact]
    public void A_wire_is_named_and_its_names_are_told_apart()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var outcome = shell.Run("$links = $args.JoinLink; Start-GelfWire $links; Start-GelfWire $links; Start-GelfWire $links -Name phone", one, two);

        Assert.Equal(["wire0", "wire1", "phone"], outcome.Output.Select(o => ((GelfWireJob)o.BaseObject).Name));
        HostedShell.Until(() => one.Links.Any(link => link is { Remote: "phone", Role: "wire" }));
    }

    [Theory]
    [InlineData("Stop-GelfRelay cable")]
    [InlineData("Get-GelfRelay cable")]
    [InlineData("Connect-GelfRelay -Relay cable -Uri $args[0].JoinLink")]
    public void Where_a_relay_is_wanted_the_name_of_a_wire_is_an_error_that_says_so(string script)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        shell.Get("Start-GelfWire $args[0].JoinLink, $args[1].JoinLink -Name cable", one, two);

        var outcome = shell.Run(script, one);

        Assert.Equal(("RelayIsWire", "cable"), (outcome.TheErrorId, outcome.TheError.TargetObject));
        Assert.Contains("Stop-Job -Name 'cable'", outcome.TheError.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start-GelfWire http://127.0.0.1:9/#token=secret", "WireNeedsTwo")]
    [InlineData("Start-GelfWire http://127.0.0.1:9/#token=secret, http://127.0.0.1:9/#token=secret", "WireNeedsTwo")]
    [InlineData("Start-GelfWire http://127.0.0.1:9/#token=secret, secret", "JoinLinkInvalid")]
    [InlineData("'http://127.0.0.1:9/#token=secret', 'http://127.0.0.1:8/#secret' | Start-GelfWire", "JoinLinkInvalid")]
    [InlineData("Start-GelfWire 'http://127.0.0.1:9/#token=secret&with=secret'", "JoinLinkInvalid")]
    [InlineData("Start-GelfWire http://127.0.0.1:9/#token=secret, http://127.0.0.1:8/#token=secret -Name \"a`nb\"", "RelayNameInvalid")]
    [InlineData("Start-GelfWire http://127.0.0.1:9/#token=secret, http://127.0.0.1:8/#token=secret -Name \"a`u{202E}b\"", "RelayNameInvalid")]
    public void A_value_that_cannot_be_right_is_one_error_that_shows_no_token_and_leaves_no_job(string script, string id)
    {
        var outcome = shell.Run(script);

        Assert.Equal(id, outcome.TheErrorId);
        Assert.Empty(outcome.Output);
        Assert.DoesNotContain("secret", $"{outcome.TheError}{outcome.TheError.TargetObject}{outcome.TheError.CategoryInfo}", StringComparison.Ordinal);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void WhatIf_starts_no_wire()
    {
        Assert.Empty(shell.Run("Start-GelfWire http://127.0.0.1:9/#token=a, http://127.0.0.1:8/#token=b -WhatIf").Output);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_is_warned_of_once_and_dialled_until_it_does()
    {
        var one = TestRelay.Running(shell).Job;
        var two = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Token = "same" });
        var port = two.Relay.Port;
        await two.DisposeAsync();

        var wire = (GelfWireJob)shell.Get("Start-GelfWire $args[0].JoinLink, $args[1]", one, $"http://127.0.0.1:{port}/#token=same");

        Assert.Equal("1 of 2 links", wire.StatusMessage);
        Assert.Contains($"127.0.0.1:{port}", Assert.Single(wire.Warning).Message, StringComparison.Ordinal);
        var waiting = Assert.IsType<GelfLink>(shell.Get("$args[0] | Get-GelfLink -Remote $args[1]", wire, $"127.0.0.1:{port}"));
        Assert.NotEqual("Open", waiting.State);
        Assert.NotNull(waiting.Problem);
        await using var again = await RunningRelay.StartAsync(new RelayOptions { Port = port, Token = "same" });
        HostedShell.Until(() => wire.Links.Count == 2);
        HostedShell.Until(() => wire.Information.Any(record => record.ToString().EndsWith($"127.0.0.1:{port} is open.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_streams_of_a_wire_tell_of_its_links_and_its_start_and_end()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        var wire = (GelfWireJob)shell.Get("Start-GelfWire $args.JoinLink", one, two);

        wire.StopJob();

        var told = shell.Run("Receive-Job $args[0] 6>&1", wire).Output.Select(o => o.ToString()).ToList();
        Assert.Contains($"wire0: The link to 127.0.0.1:{one.Port} is open.", told);
        Assert.Contains($"wire0: Joins 127.0.0.1:{one.Port}, 127.0.0.1:{two.Port}.", told);
        Assert.Equal("wire0: Stopped.", told[^1]);
    }

    [Fact]
    public void A_wrong_token_is_warned_of_and_shows_nowhere()
    {
        var (one, two) = (TestRelay.Running(shell, token: "right").Job, TestRelay.Running(shell).Job);

        var wire = (GelfWireJob)shell.Get("Start-GelfWire $args[0], $args[1].JoinLink", $"http://127.0.0.1:{one.Port}/#token=wrong-one", two);

        Assert.Contains("refuses the token", Assert.Single(wire.Warning).Message, StringComparison.Ordinal);
        var shown = string.Concat(
            shell.Show("$args[0]", wire), shell.Show("$args[0] | Format-List *", wire), shell.Show("$args[0] | Format-Table -View GelfWire", wire),
            shell.Show("Get-GelfLink | Format-List *"), shell.Show("Receive-Job $args[0] -Keep", wire));
        Assert.Contains("refuses the token", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Stats_of_a_wire_are_those_of_its_messages()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        var wire = (GelfWireJob)shell.Get("Start-GelfWire $args.JoinLink -Name phone", one, two);
        HostedShell.Until(() => wire.Stats.Peers == 2 && wire.Stats.MessagesForwarded > 0);

        var stats = Assert.IsType<GelfWireStats>(shell.Get("Get-GelfStats -Relay phone"));

        Assert.Equal(("phone", 2, 2), (stats.Wire, stats.Links, stats.Peers));
        Assert.InRange(stats.BytesSent, stats.MessagesSent, long.MaxValue);
        Assert.InRange(stats.BytesReceived, stats.MessagesReceived, long.MaxValue);
        Assert.Equal([typeof(GelfStats), typeof(GelfStats), typeof(GelfWireStats)], shell.Run("Get-GelfStats").Output.Select(o => o.BaseObject.GetType()));
        Assert.Equal(2, shell.Run("$args[0] | Get-GelfStats -Detailed", wire).Output.Count);
        wire.StopJob();
        Assert.True(Assert.IsType<GelfWireStats>(shell.Get("$args[0] | Get-GelfStats", wire)).MessagesReceived >= stats.MessagesReceived);
    }

    [Fact]
    public void A_link_of_a_wire_cannot_be_taken_out_of_it()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        var wire = (GelfWireJob)shell.Get("Start-GelfWire $args.JoinLink", one, two);

        var outcome = shell.Run("Disconnect-GelfLink -Relay wire0 -Remote 127.0.0.1:$($args[0].Port)", one);

        Assert.Equal("LinkOfWire", outcome.TheErrorId);
        Assert.Equal(2, wire.Links.Count);
    }
}
