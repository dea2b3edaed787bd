namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class CompletionTests(HostedShell shell) : IDisposable
{
    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData("Stop-GelfRelay ")]
    [InlineData("Stop-GelfRelay -Name ")]
    [InlineData("Get-GelfRelay ")]
    [InlineData("Get-GelfStats -Relay ")]
    [InlineData("Get-GelfJoinLink -Relay st")]
    [InlineData("Get-GelfJoinLink -Relay 'ST")]
    [InlineData("Get-GelfJoinLink -Relay *il")]
    public void Relays_are_offered_by_name(string line)
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Equal([relay.Name], shell.Complete(line));
    }

    [Theory]
    [InlineData("Get-GelfLink ")]
    [InlineData("Get-GelfStats -Relay ")]
    [InlineData("Disconnect-GelfLink -Id 1 -Relay ")]
    public void Wires_are_offered_where_they_will_do(string line)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        shell.Run("Start-GelfWire $args.JoinLink", one, two);

        Assert.Equal([one.Name, two.Name, "wire0"], shell.Complete(line));
        Assert.Equal([one.Name, two.Name], shell.Complete("Get-GelfPeer -Relay "));
    }

    [Fact]
    public void Links_are_offered_by_number_and_by_their_other_end()
    {
        var (one, two, three) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);
        shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink, $args[2].JoinLink", one, two, three);
        HostedShell.Until(() => one.Links.All(link => link.RemoteName is not null) && one.Peers.Count == 2);

        Assert.Equal(["1", "2"], shell.Complete($"Disconnect-GelfLink -Relay {one.Name} -Id "));
        Assert.Equal(["1"], shell.Complete($"Get-GelfLink {two.Name} -Id "));
        Assert.Equal(one.Peers.Select(peer => $"'{peer.Name}'").Order(), shell.Complete($"Disconnect-GelfLink -Relay {one.Name} -Remote ").Order());
        Assert.Equal(["1", "2"], shell.Complete("Get-GelfLink -Id "));
    }

    [Theory]
    [InlineData("New-GelfAddress 10.0.0.1/24 -InterfaceAlias ")]
    [InlineData("Get-GelfAddress -ifAlias l")]
    [InlineData("Remove-GelfAddress -InterfaceAlias lo")]
    public void Interfaces_are_offered_by_name(string line) => Assert.Contains("lo", shell.Complete(line));

    [Theory]
    [InlineData("Get-GelfAddress 127")]
    [InlineData("Remove-GelfAddress -IPAddress 127.0")]
    [InlineData("Remove-GelfAddress -InterfaceAlias lo -IPAddress ")]
    [InlineData("Remove-GelfAddress -InterfaceIndex 1 -IPAddress ")]
    [InlineData("Start-GelfRelay -ListenAddress 127")]
    public void Addresses_of_the_host_are_offered(string line) => Assert.Contains("127.0.0.1", shell.Complete(line));

    [Fact]
    public void Addresses_of_other_interfaces_than_the_one_named_are_not_offered() =>
        Assert.Empty(shell.Complete("Remove-GelfAddress -InterfaceAlias nosuch -IPAddress "));

    [Fact]
    public void A_relay_may_listen_on_all_addresses() => Assert.Equal(["0.0.0.0"], shell.Complete("Start-GelfRelay -ListenAddress 0"));

    [Fact]
    public void A_name_with_blanks_is_quoted()
    {
        var relay = TestRelay.Running(shell).Job;
        relay.Name = "John's relay";

        Assert.Equal(["'John''s relay'"], shell.Complete("Stop-GelfRelay Jo"));
    }
}
