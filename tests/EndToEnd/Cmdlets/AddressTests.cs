namespace Gelf.Tests.EndToEnd.Cmdlets;

public sealed class AddressTests : IClassFixture<CmdletHost>, IDisposable
{
    private readonly CmdletHost _host;

    public AddressTests(CmdletHost host)
    {
        _host = host;
        _host.Run("$tap = New-GelfTap t1");
    }

    public void Dispose() => _host.Clean();

    [Theory]
    [InlineData("New-GelfAddress 10.9.0.1/24 -InterfaceAlias t1")]
    [InlineData("New-GelfAddress -IPAddress 10.9.0.1 -PrefixLength 24 -InterfaceIndex $tap.InterfaceIndex")]
    [InlineData("New-GelfAddress 10.9.0.1/24 -ifAlias $tap")]
    [InlineData("$tap | New-GelfAddress 10.9.0.1/24")]
    [InlineData("Get-GelfTap | New-GelfAddress 10.9.0.1 -PrefixLength 24")]
    public void An_address_is_added_and_returned(string command)
    {
        Assert.Equal("10.9.0.1/24", _host.Run(command));

        Assert.Contains("inet 10.9.0.1/24 brd 10.9.0.255", Addresses(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_without_a_length_is_the_host_alone()
    {
        Assert.Equal("10.9.0.1/32", _host.Run("$tap | New-GelfAddress 10.9.0.1"));
        Assert.Equal("fd00:9::1/128", _host.Run("$tap | New-GelfAddress fd00:9::1"));
    }

    [Fact]
    public void A_default_gateway_becomes_the_default_route()
    {
        _host.Run("$tap | New-GelfAddress 10.9.0.1/24 -DefaultGateway 10.9.0.254");

        Assert.StartsWith("default via 10.9.0.254 dev t1", _host.Native("ip", "route", "show", "default"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$tap | New-GelfAddress 10.9.0.2/24 -DefaultGateway 10.10.0.254", "GatewayInvalid")]
    [InlineData("$tap | New-GelfAddress 10.9.0.2/33", "PrefixLengthInvalid")]
    [InlineData("$tap | New-GelfAddress 10.9.0.1/24", "AddressExists")]
    public void A_bad_value_is_one_error_and_changes_nothing(string command, string id)
    {
        _host.Run("$tap | New-GelfAddress 10.9.0.1/24");
        var before = Addresses();

        Assert.Equal(id, _host.OneErrorOf(command));

        Assert.Equal(before, Addresses());
        Assert.Empty(_host.Native("ip", "route", "show", "default"));
    }

    [Theory]
    [InlineData("Remove-GelfAddress 10.9.0.1")]
    [InlineData("Remove-GelfAddress 10.9.0.1/24 -InterfaceAlias t1")]
    [InlineData("Remove-GelfAddress 10.9.0.1 -PrefixLength 24 -InterfaceIndex $tap.InterfaceIndex")]
    [InlineData("$tap | Remove-GelfAddress 10.9.*")]
    [InlineData("$tap | Get-GelfAddress 10.9.0.1 | Remove-GelfAddress")]
    [InlineData("$address | Remove-GelfAddress")]
    public void An_address_is_removed_by_value_interface_or_pipeline(string command)
    {
        _host.Run("$address = $tap | New-GelfAddress 10.9.0.1/24; $other = $tap | New-GelfAddress 10.8.0.1/24");

        _host.Run(command);

        Assert.DoesNotContain("10.9.0.1", Addresses(), StringComparison.Ordinal);
        Assert.Contains("10.8.0.1", Addresses(), StringComparison.Ordinal);
    }

    private string Addresses() => _host.Native("ip", "-4", "-o", "addr", "show", "dev", "t1");
}
