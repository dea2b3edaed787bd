using System.Management.Automation;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class AddressCommandTests(HostedShell shell)
{
    [Theory]
    [InlineData("New-GelfAddress 10.0.0 -InterfaceAlias lo", "AddressInvalid", "10.0.0")]
    [InlineData("New-GelfAddress 10.0.0.1/x -InterfaceAlias lo", "AddressInvalid", "10.0.0.1/x")]
    [InlineData("New-GelfAddress 10.0.0.1/33 -InterfaceAlias lo", "PrefixLengthInvalid", 33)]
    [InlineData("New-GelfAddress fd00::1 -PrefixLength 129 -InterfaceAlias lo", "PrefixLengthInvalid", 129)]
    [InlineData("New-GelfAddress 10.0.0.1/24 -PrefixLength 16 -InterfaceAlias lo", "PrefixLengthConflict", 16)]
    [InlineData("New-GelfAddress 10.0.0.1/24 -DefaultGateway router -InterfaceAlias lo", "AddressInvalid", "router")]
    [InlineData("New-GelfAddress 10.0.0.1/24 -InterfaceAlias no-such", "InterfaceNotFound", "no-such")]
    [InlineData("Get-GelfAddress 10.0.0.1 -InterfaceAlias lo", "AddressNotFound", "10.0.0.1")]
    [InlineData("Get-GelfAddress -InterfaceAlias no-such", "InterfaceNotFound", "no-such")]
    [InlineData("Remove-GelfAddress 10.0.0.1", "AddressNotFound", "10.0.0.1")]
    public void A_value_that_cannot_be_right_is_one_error_that_names_it(string script, string id, object value)
    {
        var outcome = shell.Run(script);

        Assert.Empty(outcome.Output);
        Assert.Equal(id, outcome.TheErrorId);
        Assert.Equal(value, outcome.TheError.TargetObject);
        Assert.Contains(value.ToString()!, outcome.TheError.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_interface_number_is_an_error() =>
        Assert.Equal("InterfaceNotFound", shell.Run("New-GelfAddress 10.0.0.1/24 -InterfaceIndex 4000000").TheErrorId);

    [Fact]
    public void WhatIf_changes_nothing()
    {
        Assert.Empty(shell.Run("New-GelfAddress 127.7.7.7/32 -InterfaceAlias lo -WhatIf").Output);
        Assert.Empty(shell.Run("Remove-GelfAddress 127.0.0.1/8 -InterfaceAlias lo -WhatIf").Errors);

        Assert.Empty(shell.Run("Get-GelfAddress 127.7.*").Output);
        Assert.Equal("127.0.0.1/8", shell.Get("Get-GelfAddress 127.0.0.1 -InterfaceAlias lo").ToString());
    }

    [Fact]
    public void An_address_says_where_it_is()
    {
        var address = Assert.IsType<GelfAddress>(shell.Get("Get-GelfAddress 127.0.0.1 -InterfaceAlias lo"));

        Assert.Equal("127.0.0.1", address.IPAddress);
        Assert.Equal(8, address.PrefixLength);
        Assert.Equal("lo", address.InterfaceAlias);
        Assert.Equal(1u, address.InterfaceIndex);
        Assert.Equal(GelfAddressFamily.IPv4, address.AddressFamily);
    }

    [Theory]
    [InlineData("Get-GelfAddress 127.0.0.1/8")]
    [InlineData("Get-GelfAddress 127.0.* -AddressFamily IPv4")]
    [InlineData("Get-GelfAddress -InterfaceIndex 1 -AddressFamily IPv4")]
    [InlineData("Get-GelfAddress -ifAlias lo -PrefixLength 8")]
    [InlineData("[pscustomobject]@{ InterfaceAlias = 'lo'; InterfaceIndex = 1 } | Get-GelfAddress -AddressFamily IPv4")]
    public void Addresses_are_found_by_what_is_known_of_them(string script) => Assert.Equal("127.0.0.1/8", shell.Get(script).ToString());

    [Fact]
    public void What_has_both_a_name_and_a_number_binds_by_its_name()
    {
        var outcome = shell.Run("[pscustomobject]@{ InterfaceAlias = 'no-such'; InterfaceIndex = 1 } | New-GelfAddress 10.0.0.1/24 -WhatIf");

        Assert.Equal("InterfaceNotFound", outcome.TheErrorId);
    }

    [Theory]
    [InlineData("LocalAddress", "IPAddress")]
    [InlineData("ifAlias", "InterfaceAlias")]
    [InlineData("ifIndex", "InterfaceIndex")]
    public void Parameters_have_the_aliases_of_New_NetIPAddress(string alias, string parameter)
    {
        foreach (var verb in new[] { "New", "Get", "Remove" })
        {
            var command = Assert.IsType<CmdletInfo>(shell.Get($"Get-Command {verb}-GelfAddress"));
            Assert.Contains(alias, command.Parameters[parameter].Aliases);
        }
    }
}
