using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>What somebody gets who is neither root nor has CAP_NET_ADMIN.</summary>
public sealed class OrdinaryUserTests
{
    [Theory]
    [InlineData("New-GelfTap", "TapOpenDenied")]
    [InlineData("New-GelfTap -Mtu 10", "TapMtuInvalid")]
    [InlineData("Start-GelfRelay -Port 0", "TapOpenDenied")]
    [InlineData("New-GelfAddress 10.9.0.1/24 -InterfaceAlias lo", "AddressDenied")]
    [InlineData("Remove-GelfAddress 127.0.0.1 -InterfaceAlias lo", "AddressDenied")]
    public void What_needs_root_is_one_error_that_says_so(string command, string id)
    {
        using var host = new NetworkNamespace("user");

        var result = RunAsNobody(host, "true", "-Command", $"{command} -ErrorAction SilentlyContinue; $Error.Count; $Error[0].FullyQualifiedErrorId; \"$($Error[0])\"; Get-Job");

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 3, result.All);
        Assert.Equal("1", lines[0]);
        Assert.StartsWith(id + ",", lines[1], StringComparison.Ordinal);
        if (id.EndsWith("Denied", StringComparison.Ordinal))
        {
            Assert.Contains("needs root or CAP_NET_ADMIN", lines[2], StringComparison.Ordinal);
            Assert.Contains("as root (sudo …)", lines[2], StringComparison.Ordinal);
        }
        Assert.DoesNotContain("tap", host.Run("ip", "-o", "link"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tap_that_root_made_for_somebody_is_his_to_use()
    {
        using var host = new NetworkNamespace("user");
        host.Run("ip", "tuntap", "add", "dev", "t1", "mode", "tap", "user", "nobody");

        var result = RunWithDevice(host, "666", "$relay = Start-GelfRelay -Tap t1 -Port 0; $relay.State; $relay | Remove-Job -Force");

        Assert.Equal("Running", result.All.Trim());
    }

    [Fact]
    public void A_tap_that_root_made_for_somebody_is_of_no_use_while_the_device_file_is_closed_to_him()
    {
        using var host = new NetworkNamespace("user");
        host.Run("ip", "tuntap", "add", "dev", "t1", "mode", "tap", "user", "nobody");

        var result = RunWithDevice(host, "600", "Start-GelfRelay -Tap t1 -Port 0 -ErrorAction SilentlyContinue; $Error[0].FullyQualifiedErrorId; \"$($Error[0])\"");

        Assert.StartsWith("TapDeviceDenied,", result.Output, StringComparison.Ordinal);
        Assert.Contains("chmod a+rw /dev/net/tun", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("-Persist", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("examples/demo.ps1", "demo: This needs root")]
    [InlineData("build.ps1 -Task Test", "build.ps1: This needs root")]
    public void A_script_that_needs_root_and_finds_no_sudo_says_so_in_one_line(string script, string says)
    {
        using var host = new NetworkNamespace("user");
        var line = script.Split(' ');

        var result = RunAsNobody(host, "for sudo in $(command -v sudo); do mount --bind /dev/null $sudo || exit 125; done", [Repository.PathOf(line[0]), .. line[1..]]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(says, result.All.Trim(), StringComparison.Ordinal);
        Assert.Single(result.All.Trim().Split('\n'));
    }

    [Fact]
    public void Lists_need_no_root()
    {
        using var host = new NetworkNamespace("user");
        host.Run("ip", "tuntap", "add", "dev", "t1", "mode", "tap");

        var result = RunAsNobody(host, "true", "-Command", "\"$(Get-GelfTap) $(Get-GelfAddress 127.0.0.1)\"");

        Assert.Equal("t1 127.0.0.1/8", result.All.Trim());
    }

    /// <summary>Runs a command as nobody, with a /dev/net/tun of this mode.</summary>
    private static Commands.Result RunWithDevice(NetworkNamespace host, string mode, string command) =>
        RunAsNobody(host, OrdinaryUser.DeviceOfMode(mode), "-Command", command);

    private static Commands.Result RunAsNobody(NetworkNamespace host, string before, params string[] arguments) =>
        host.Try([.. OrdinaryUser.Runs(before), .. arguments]);
}
