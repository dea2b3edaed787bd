using System.Net;
using Gelf.Engine.Devices;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.EndToEnd.Devices;

public sealed class AddressTableTests : IDisposable
{
    private readonly TapDevice _tap = TapDevice.Create(new TapOptions());

    public void Dispose() => _tap.Dispose();

    [Theory]
    [InlineData("10.83.210.1", 24, "inet 10.83.210.1/24 brd 10.83.210.255")]
    [InlineData("10.83.210.1", 31, "inet 10.83.210.1/31")]
    [InlineData("fd83::1", 64, "inet6 fd83::1/64")]
    public void An_address_is_set_as_ip_would_set_it_and_taken_away_again(string address, int prefixLength, string shown)
    {
        AddressTable.Add(_tap.Index, IPAddress.Parse(address), prefixLength, null);

        Assert.Contains(shown, Commands.Run("ip", "addr", "show", "dev", _tap.Name), StringComparison.Ordinal);
        Assert.Contains(new InterfaceAddress(_tap.Name, _tap.Index, IPAddress.Parse(address), prefixLength), AddressTable.List());
        AddressTable.Remove(_tap.Index, IPAddress.Parse(address), prefixLength);
        Assert.DoesNotContain(AddressTable.List(), a => a.Address.Equals(IPAddress.Parse(address)));
    }

    [Fact]
    public void A_default_gateway_becomes_the_default_route()
    {
        _tap.SetCarrier(true);

        AddressTable.Add(_tap.Index, IPAddress.Parse("10.83.211.2"), 24, IPAddress.Parse("10.83.211.1"));

        Assert.Contains($"default via 10.83.211.1 dev {_tap.Name}", Commands.Run("ip", "route"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_there_already_is_an_error()
    {
        AddressTable.Add(_tap.Index, IPAddress.Parse("10.83.212.1"), 24, null);

        Assert.Equal("AddressExists", Error(() => AddressTable.Add(_tap.Index, IPAddress.Parse("10.83.212.1"), 24, null)));
    }

    [Theory]
    [InlineData("10.83.213.1", 33, null, "PrefixLengthInvalid")]
    [InlineData("10.83.213.1", 24, "10.83.214.1", "GatewayInvalid")]
    [InlineData("10.83.213.1", 24, "fd83::1", "GatewayInvalid")]
    public void What_does_not_fit_is_an_error_and_changes_nothing(string address, int prefixLength, string? gateway, string errorId)
    {
        var found = Error(() => AddressTable.Add(_tap.Index, IPAddress.Parse(address), prefixLength, gateway is null ? null : IPAddress.Parse(gateway)));

        Assert.Equal(errorId, found);
        Assert.DoesNotContain(AddressTable.List(), a => a.Address.Equals(IPAddress.Parse(address)));
    }

    [Fact]
    public void What_is_not_there_cannot_be_removed()
    {
        Assert.Equal("AddressNotFound", Error(() => AddressTable.Remove(_tap.Index, IPAddress.Parse("10.83.215.1"), 24)));
        Assert.Equal("InterfaceNotFound", Error(() => AddressTable.Remove(999_999, IPAddress.Parse("10.83.215.1"), 24)));
    }

    [Theory]
    [InlineData("fe80::1", 3, "6.1", true)]
    [InlineData("fe80::1", 0, "6.1", false)]
    [InlineData("fd83::1", 2, "6.1", false)]
    [InlineData("::1", 1, "6.1", false)]
    [InlineData("fe80::1", 0, "5.10", true)]
    [InlineData("fd83::1", 0, "5.10", false)]
    [InlineData("169.254.1.1", 0, "5.10", false)]
    public void Of_link_local_addresses_the_kernels_own_are_told_apart_where_the_kernel_says_which(string address, byte protocol, string kernel, bool isKernels)
    {
        byte[] told = protocol == 0 ? [] : [protocol];

        Assert.Equal(isKernels, AddressTable.IsKernelLinkLocal(IPAddress.Parse(address), told, Version.Parse(kernel)));
    }

    private static string Error(Action action) => Assert.Throws<GelfException>(action).ErrorId;
}
