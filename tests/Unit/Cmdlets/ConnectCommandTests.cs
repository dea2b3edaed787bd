using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class ConnectCommandTests(HostedShell shell) : IDisposable
{
    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData("$args[0] | Connect-GelfRelay $args[1].JoinLink -PassThru")]
    [InlineData("Connect-GelfRelay -Relay $args[0].Name -Uri $args[1].JoinLink -PassThru")]
    public void A_relay_is_linked_to_another_one(string script)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var link = Assert.IsType<GelfLink>(shell.Get(script, one, two));

        Assert.Equal((one.Name, "Open", $"127.0.0.1:{two.Port}", true), (link.Relay, link.State, link.RemoteEndPoint, link.IsOutgoing));
        HostedShell.Until(() => one.Peers.Count == 1 && two.Peers.Count == 1);
        Assert.Equal(1, one.Peers[0].Hops);
    }

    [Fact]
    public void Without_PassThru_there_is_no_output()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var outcome = shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two);

        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Output);
        Assert.Single(one.Links);
    }

    [Fact]
    public void The_relays_in_with_parts_are_linked_to_as_well()
    {
        var (one, two, three) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var outcome = shell.Run("$args[0] | Connect-GelfRelay (Get-GelfJoinLink $args[1] -With $args[2].JoinLink)", one, two, three);

        Assert.Empty(outcome.Errors);
        Assert.Equal([$"127.0.0.1:{two.Port}", $"127.0.0.1:{three.Port}"], one.Links.Select(link => link.RemoteEndPoint));
    }

    [Fact]
    public void WhatIf_links_nothing()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        Assert.Empty(shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink -PassThru -WhatIf", one, two).Output);

        Assert.Empty(one.AllLinks);
    }

    [Fact]
    public void A_wrong_token_is_one_error_that_does_not_show_it_and_leaves_nothing()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var outcome = shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, $"http://127.0.0.1:{two.Port}/#token=wrong-one");

        Assert.Equal("LinkRefused", outcome.TheErrorId);
        Assert.Equal($"127.0.0.1:{two.Port}", outcome.TheError.TargetObject);
        AssertSilentAbout("wrong-one", outcome.TheError);
        Assert.Empty(one.AllLinks);
    }

    [Fact]
    public void A_relay_that_is_not_there_is_one_error_and_leaves_nothing()
    {
        var one = TestRelay.Running(shell).Job;

        var outcome = shell.Run("$args[0] | Connect-GelfRelay $args[1]", one, $"http://127.0.0.1:{FreePort()}/#token=secret");

        Assert.Equal("LinkUnreachable", outcome.TheErrorId);
        AssertSilentAbout("secret", outcome.TheError);
        Assert.Empty(one.AllLinks);
    }

    [Theory]
    [InlineData("$args[0] | Connect-GelfRelay $args[0].JoinLink")]
    [InlineData("$args[0] | Connect-GelfRelay \"http://localhost:$($args[0].Port)/#token=t\"")]
    [InlineData("$args[0] | Connect-GelfRelay $args[0].JoinLink -WhatIf")]
    public void A_relay_is_not_linked_to_itself(string script)
    {
        var one = TestRelay.Running(shell).Job;

        var outcome = shell.Run(script, one);

        Assert.Equal("LinkToItself", outcome.TheErrorId);
        Assert.Contains($"'{one.Name}'", outcome.TheError.ToString(), StringComparison.Ordinal);
        Assert.Empty(one.AllLinks);
    }

    [Theory]
    [InlineData("http:/127.0.0.1:7001/#token=secret")]
    [InlineData("secret")]
    [InlineData("http://127.0.0.1:7001/#token=secret!")]
    [InlineData("")]
    public void What_is_no_join_link_is_one_error_that_does_not_repeat_it(string text)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        var outcome = shell.Run("$args[0], $args[1] | Connect-GelfRelay -Uri $args[2]", one, two, text);

        Assert.Equal("JoinLinkInvalid", outcome.TheErrorId);
        AssertSilentAbout("secret", outcome.TheError);
    }

    [Fact]
    public void A_relay_that_has_stopped_cannot_be_linked()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        one.StopJob();

        Assert.Equal("RelayNotRunning", shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two).TheErrorId);
    }

    [Theory]
    [InlineData("$args[0] | Connect-GelfRelay $args[1]")]
    [InlineData("Start-GelfWire $args[0].JoinLink, $args[1]")]
    public void Dialling_ends_at_once_when_the_pipeline_is_stopped_and_leaves_nothing(string script)
    {
        var one = TestRelay.Running(shell).Job;
        using var silent = new TcpListener(IPAddress.Loopback, 0); // takes connections, and says nothing on them
        silent.Start();
        using var dialling = shell.Prepare(script, one, $"http://{silent.LocalEndpoint}/#token=x");
        dialling.BeginInvoke();
        HostedShell.Until(silent.Pending);
        var watch = Stopwatch.StartNew();

        dialling.Stop();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4)); // dialling gives up after 5
        HostedShell.Until(() => one.AllLinks.Count == 0);
        Assert.Same(one, shell.Get("Get-Job"));
    }

    private static void AssertSilentAbout(string secret, ErrorRecord error)
    {
        Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error.Exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, $"{error.TargetObject}{error.CategoryInfo}{error.FullyQualifiedErrorId}", StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
