namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>The IPv6 link-local address that the kernel gives a tap when that has a carrier.</summary>
public sealed class KernelLinkLocalTests : IClassFixture<CmdletHost>, IDisposable
{
    private readonly CmdletHost _host;
    private readonly string _address;

    public KernelLinkLocalTests(CmdletHost host)
    {
        _host = host;
        _host.Run("$relay = Start-GelfRelay -Port 0; $null = $relay | Connect-GelfRelay (Start-GelfRelay -Port 0).JoinLink");
        Eventually.True(() => Addresses().Contains("fe80::", StringComparison.Ordinal));
        _address = _host.Run("(Get-GelfAddress fe80::* -InterfaceAlias tap0).IPAddress");
        _host.Run("$null = $relay | New-GelfAddress 10.9.0.1/24; $null = $relay | New-GelfAddress fe80::1/64");
    }

    public void Dispose() => _host.Clean();

    [Fact]
    public void Is_told_from_one_that_somebody_gave() =>
        Assert.Equal([_address], _host.RunLines("(Get-GelfAddress -InterfaceAlias tap0 | Where-Object IsKernelLinkLocal).IPAddress"));

    [Theory]
    [InlineData("Get-GelfAddress -InterfaceAlias tap0 | Remove-GelfAddress -PassThru")]
    [InlineData("$relay | Get-GelfAddress | Remove-GelfAddress -PassThru")]
    [InlineData("Remove-GelfAddress * -InterfaceAlias tap0 -PassThru")]
    [InlineData("$relay | Remove-GelfAddress * -PassThru")]
    public void Stays_where_all_addresses_of_the_tap_are_removed(string command)
    {
        Assert.Equal(["10.9.0.1/24", "fe80::1/64"], _host.RunLines(command).Order());

        Assert.Equal(1, Addresses().Split("inet").Length - 1);
        Assert.Contains($"inet6 {_address}/64", Addresses(), StringComparison.Ordinal);
    }

    [Fact]
    public void That_stays_is_told_with_Verbose_and_how_to_remove_it()
    {
        var told = _host.Run("Get-GelfAddress -InterfaceAlias tap0 | Remove-GelfAddress -Verbose 4>&1 | Where-Object { $_ -like '*the kernel made it*' }");

        Assert.StartsWith($"{_address}/64 of tap0 stays", told, StringComparison.Ordinal);
        Assert.EndsWith($": Remove-GelfAddress {_address} -InterfaceAlias tap0", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Remove-GelfAddress {0} -InterfaceAlias tap0")]
    [InlineData("Remove-GelfAddress {0}/64 -InterfaceAlias tap0")]
    [InlineData("$relay | Remove-GelfAddress {0}")]
    public void Goes_where_it_is_named(string command)
    {
        _host.Run(string.Format(null, command, _address));

        Assert.DoesNotContain(_address, Addresses(), StringComparison.Ordinal);
        Assert.Contains("10.9.0.1", Addresses(), StringComparison.Ordinal);
    }

    private string Addresses() => _host.Native("ip", "-o", "addr", "show", "dev", "tap0");
}
