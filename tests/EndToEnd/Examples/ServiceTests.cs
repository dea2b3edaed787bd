using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Examples;

/// <summary>A relay as a service: what systemd says of its unit, and what the unit starts.</summary>
public sealed partial class ServiceTests : IDisposable
{
    private const string Name = "gelf-relay.service";
    private static readonly string s_unit = File.ReadAllText(Repository.PathOf("examples", Name));

    private readonly TemporaryFolder _folder = new();
    private readonly NetworkNamespace _here = new("service");
    private readonly NetworkNamespace _there = new("other");

    public ServiceTests() => _here.ConnectTo(_there, "10.83.1.1/24", "10.83.1.2/24");

    public void Dispose()
    {
        _folder.Dispose();
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public void Systemd_understands_every_line_of_it()
    {
        var said = Commands.Try("systemd-analyze", "verify", Installed());

        Assert.Equal("", said.All.Trim());
        Assert.Equal(0, said.ExitCode);
    }

    [Fact]
    public void Systemd_finds_little_that_it_could_still_do_to_its_host()
    {
        // In tenths, from 0 to 100: 9.6 is a service without confinement.
        var said = Commands.Try("systemd-analyze", "security", "--offline=true", "--threshold=20", Installed());

        Assert.True(said.ExitCode == 0, said.All);
        Assert.Contains("✗ CapabilityBoundingSet=~CAP_NET_ADMIN ", said.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch("✗ CapabilityBoundingSet=~CAP_(?!NET_ADMIN )", said.Output);
    }

    [Fact]
    public async Task What_it_starts_joins_the_segment_with_CAP_NET_ADMIN_alone_and_leaves_nothing()
    {
        string key = Own(_folder.Write("segment.key", "b04c96f0e62fd14424e7e58e3d8ba957\n"));
        using HostShell there = new(_there);
        there.Run("$relay = Start-GelfRelay -ListenAddress 10.83.1.2 -Key b04c96f0e62fd14424e7e58e3d8ba957; $null = $relay | New-GelfAddress 10.10.10.2/24");
        string joinLink = Own(_folder.Write("other.link", there.Run("\"$($relay.JoinLink)\"")));
        Commands.Run("chown", OrdinaryUser.Name, _folder.Path);
        // The folder's name has a space in it.
        string[] arguments = [.. CommandLine().Match(s_unit).Groups["arguments"].Value.Split(' ').Select(argument => argument.Replace("/etc/gelf/segment.key", key, StringComparison.Ordinal))];

        using GelfProcess service = GelfProcess.Start("ip", Repository.Root,
        [
            "netns", "exec", _here.Name, .. OrdinaryUser.Runs(OrdinaryUser.DeviceOfMode("666"), OrdinaryUser.NetAdminAlone),
            Repository.PathOf("examples", "gelf-relay.ps1"), .. arguments, "-JoinLinkPath", joinLink,
        ]);
        service.Input.Close();

        Eventually.True(() => _here.Try("ping", "-n", "-c", "1", "-W", "1", "10.10.10.2").ExitCode == 0);
        service.Signal(PosixSignal.SIGTERM);
        ProcessResult result = await service.ExitAsync();
        Assert.Equal("", result.Error);
        Assert.DoesNotContain("token", result.Output, StringComparison.OrdinalIgnoreCase);
        Eventually.True(() => _here.Run("ip", "-o", "link", "show", "type", "tun") == "");
    }

    [Fact]
    public async Task A_relay_that_cannot_start_fails_so_that_systemd_starts_it_again()
    {
        ProcessResult result = await GelfProcess.RunAsync(Repository.PathOf("examples", "gelf-relay.ps1"), "-KeyPath", Path.Combine(_folder.Path, "none"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none' cannot be read", Regex.Replace(result.Error, @"\s+\|?\s*", " "), StringComparison.Ordinal);
    }

    /// <summary>The unit in a folder of its own. What it starts is a program that this machine has.</summary>
    private string Installed()
    {
        Assert.Contains("ExecStart=/usr/bin/pwsh ", s_unit, StringComparison.Ordinal);
        return _folder.Write(Name, s_unit.Replace("ExecStart=/usr/bin/pwsh ", "ExecStart=/usr/bin/env ", StringComparison.Ordinal));
    }

    private static string Own(string path)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Commands.Run("chown", OrdinaryUser.Name, path);
        return path;
    }

    [GeneratedRegex("^ExecStart=/usr/bin/pwsh .*-File /etc/gelf/gelf-relay.ps1 (?<arguments>.*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
