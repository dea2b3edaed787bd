using Gelf.Engine.Hosting;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.Tests.Unit.Links;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class LinkCommandTests(HostedShell shell) : IDisposable
{
    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Fact]
    public void Both_ends_of_a_direct_link_are_listed()
    {
        var (one, two) = Connected();
        HostedShell.Until(() => Links().All(link => link.Role is not null) && one.Peers.Count == 1 && two.Peers.Count == 1);
        var (nameOfOne, nameOfTwo) = (two.Peers[0].Name, one.Peers[0].Name);

        var links = Links();

        Assert.Equal(
            [(one.Name, nameOfTwo, "relay", true), (two.Name, nameOfOne, "relay", false)],
            links.Select(link => (link.Relay, link.Remote, link.Role, link.IsOutgoing)));
        Assert.All(links, link => Assert.Equal(("Open", null), (link.State, link.Problem)));
        Assert.Equal(one.Name, Assert.Single(Links("$args[0] | Get-GelfLink", one)).Relay);
        Assert.Equal(two.Name, Assert.Single(Links("Get-GelfLink -Relay $args[0] -Id $args[1]", two.Name, two.Links[0].Id!)).Relay);
        Assert.Equal(one.Name, Assert.Single(Links("Get-GelfLink -Remote $args[0]", $"127.0.0.1:{two.Port}")).Relay);
        Assert.Equal(one.Name, Assert.Single(Links("Get-GelfLink -Remote $args[0]", nameOfTwo.ToUpperInvariant())).Relay);
        Assert.Empty(Links("Get-GelfLink -Remote nobody*"));
    }

    [Fact]
    public async Task A_link_whose_relay_has_gone_waits_says_why_and_opens_again_when_it_is_back()
    {
        var one = TestRelay.Running(shell).Job;
        var two = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Token = "same" });
        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, two.Relay.GetJoinLinks()[0]).Errors);
        var (port, remote) = (two.Relay.Port, two.Address);

        await two.DisposeAsync();

        HostedShell.Until(() => Links() is [{ State: "Waiting", Problem: not null }]);
        var waiting = Assert.Single(Links("$args[0] | Get-GelfLink", one));
        Assert.Equal((remote, null, null), (waiting.Remote, waiting.Id, waiting.Since));
        Assert.Contains("No relay can be reached", waiting.Problem, StringComparison.Ordinal);
        Assert.Empty(one.Links);
        await using var again = await RunningRelay.StartAsync(new RelayOptions { Port = port, Token = "same" });
        HostedShell.Until(() => Links() is [{ State: "Open", Problem: null }]);
    }

    [Fact]
    public async Task A_link_that_is_refused_since_a_restart_gives_way_to_one_with_the_new_token()
    {
        var one = TestRelay.Running(shell).Job;
        var two = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Token = "before-it" });
        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, two.Relay.GetJoinLinks()[0]).Errors);
        var port = two.Relay.Port;
        await two.DisposeAsync();
        await using var again = await RunningRelay.StartAsync(new RelayOptions { Port = port, Token = "after-it" });
        HostedShell.Until(() => Links() is [{ Problem: { } problem }] && problem.Contains("refuses the token", StringComparison.Ordinal));
        Assert.DoesNotContain("before-it", shell.Show("Get-GelfLink | Format-List *"), StringComparison.Ordinal);

        var link = Assert.IsType<GelfLink>(shell.Get("$args[0] | Connect-GelfRelay $args[1] -PassThru", one, again.Relay.GetJoinLinks()[0]));

        Assert.Equal("Open", link.State);
        Assert.Single(Links());
    }

    [Fact]
    public void Connecting_again_by_the_same_join_link_changes_nothing_and_by_another_one_is_an_error()
    {
        var (one, two) = Connected();
        var before = one.Links[0].Id;

        Assert.Equal(before, Assert.IsType<GelfLink>(shell.Get("$args[0] | Connect-GelfRelay $args[1].JoinLink -PassThru", one, two)).Id);
        var outcome = shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, $"http://127.0.0.1:{two.Port}/#token=not-this");

        Assert.Equal("LinkExists", outcome.TheErrorId);
        Assert.DoesNotContain("not-this", outcome.TheError.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Assert.Single(one.Links).Id);
    }

    [Theory]
    [InlineData("$args[0] | Get-GelfLink | Disconnect-GelfLink -PassThru")]
    [InlineData("Disconnect-GelfLink -Relay $args[0] -Id $args[0].Links[0].Id -PassThru")]
    [InlineData("Disconnect-GelfLink -Relay $args[0].Name -Remote 127.0.0.1:* -PassThru")]
    public void A_link_that_was_dialled_is_taken_down_for_good(string script)
    {
        var (one, two) = Connected();

        var link = Assert.IsType<GelfLink>(shell.Get(script, one));

        Assert.Equal(("Closed", $"127.0.0.1:{two.Port}"), (link.State, link.RemoteEndPoint));
        Assert.Empty(one.AllLinks);
        HostedShell.Until(() => two.Links.Count == 0);
        Assert.Single(shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink -PassThru", one, two).Output);
    }

    [Fact]
    public async Task A_link_that_waits_can_be_taken_down()
    {
        var one = TestRelay.Running(shell).Job;
        var two = await RunningRelay.StartAsync();
        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, two.Relay.GetJoinLinks()[0]).Errors);
        var remote = two.Address;
        await two.DisposeAsync();
        HostedShell.Until(() => Links() is [{ State: "Waiting" }]);

        Assert.Empty(shell.Run("Disconnect-GelfLink -Relay $args[0] -Remote $args[1]", one, remote).Errors);

        Assert.Empty(Links());
    }

    [Fact]
    public async Task A_link_that_came_is_closed_when_the_cmdlet_returns()
    {
        var one = TestRelay.Running(shell, token: "abc").Job;
        using var link = await RawLink.OpenAsync(one.Location, "abc");
        HostedShell.Until(() => one.Links.Count == 1);

        Assert.Empty(shell.Run("Get-GelfLink | Disconnect-GelfLink", one).Errors);

        Assert.Empty(one.AllLinks);
    }

    [Fact]
    public void WhatIf_closes_nothing()
    {
        var (one, _) = Connected();

        Assert.Empty(shell.Run("Get-GelfLink | Disconnect-GelfLink -WhatIf -PassThru").Output);

        Assert.Single(one.Links);
    }

    [Theory]
    [InlineData("Get-GelfLink -Id 4711", "LinkNotFound")]
    [InlineData("Get-GelfLink nobody", "RelayNotFound")]
    [InlineData("Disconnect-GelfLink -Relay still* -Id 4711", "LinkNotFound")]
    [InlineData("Disconnect-GelfLink -Relay still* -Remote nobody", "LinkNotFound")]
    [InlineData("Disconnect-GelfLink -Relay nobody -Id 1", "RelayNotFound")]
    public void What_is_not_there_is_one_error(string script, string id)
    {
        TestRelay.Running(shell);

        Assert.Equal(id, shell.Run(script).TheErrorId);
    }

    [Fact]
    public void A_link_that_is_gone_is_an_error()
    {
        var (one, two) = Connected();
        var (outgoing, accepted) = (one.Links[0], two.Links[0]);
        Assert.Empty(shell.Run("$args[0] | Disconnect-GelfLink", outgoing).Errors);
        HostedShell.Until(() => two.Links.Count == 0);

        Assert.Equal("LinkNotFound", shell.Run("$args[0] | Disconnect-GelfLink", outgoing).TheErrorId);
        Assert.Equal("LinkNotFound", shell.Run("$args[0] | Disconnect-GelfLink", accepted).TheErrorId);
    }

    [Theory]
    [InlineData("Get-GelfLink")]
    [InlineData("Get-GelfPeer")]
    [InlineData("Connect-GelfRelay http://127.0.0.1:9/#token=a -Relay")]
    public void A_join_link_that_was_given_for_a_relay_is_not_repeated(string command)
    {
        var error = shell.Run($"{command} 'http://192.0.2.1:7001/#token=secret'").TheError;

        Assert.StartsWith("RelayNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{error}{error.TargetObject}{error.CategoryInfo}", StringComparison.Ordinal);
    }

    private (GelfRelayJob One, GelfRelayJob Two) Connected()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two).Errors);
        HostedShell.Until(() => two.Links.Count == 1);
        return (one, two);
    }

    private List<GelfLink> Links(string script = "Get-GelfLink", params object[] arguments)
    {
        var outcome = shell.Run(script, arguments);
        Assert.Empty(outcome.Errors);
        return [.. outcome.Output.Select(o => (GelfLink)o.BaseObject)];
    }
}
