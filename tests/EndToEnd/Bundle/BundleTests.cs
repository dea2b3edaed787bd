using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>out/gelf-VERSION-linux-x64.tar.gz, which ./gelf build.ps1 -Task Bundle makes, where nothing is installed.</summary>
public sealed class BundleTests(BareHosts hosts) : IClassFixture<BareHosts>
{
    [Fact]
    public void Nothing_that_Gelf_runs_on_is_there_but_what_the_bundle_carries()
    {
        const string Look = "command -v dotnet pwsh; find / -xdev -path /opt -prune -o \\( -name 'libssl*' -o -name 'libicu*' -o -name 'System.*.dll' \\) -print";

        Assert.Equal("/usr/local/bin/gelf\n", hosts.One.Run("sh", "-c", $"command -v gelf; {Look}"));
    }

    [Fact]
    public void A_command_gives_JSON()
    {
        Assert.Equal(
            """{"Name":"tap0","Mtu":1400}""" + "\n",
            hosts.One.Run("gelf", "-Command", "New-GelfTap tap0 -Mtu 1400 | Select-Object Name, Mtu | ConvertTo-Json -Compress"));
    }

    [Fact]
    public void A_terminal_has_completion_and_history_and_leads_to_the_relay_of_a_job()
    {
        using Terminal terminal = hosts.One.OpenTerminal();

        terminal.Type("'once ' + (Get-Module PSReadLine).Name");
        terminal.WaitFor("\nonce PSReadLine");
        terminal.Press("Up");
        terminal.Type(" + ' again'");
        terminal.WaitFor("\nonce PSReadLine again");
        terminal.TypeKeys("Get-GelfNei");
        terminal.Press("Tab");
        terminal.WaitFor("Get-GelfNeighbor");
        terminal.Press("C-c");

        terminal.Type("$job = Start-Job { $null = Start-GelfRelay -Port 0 -Name elsewhere; Start-Sleep 600 }");
        terminal.Type("do { $there = Get-GelfRelay else* } until ($there); Enter-PSHostProcess -Id $there.ProcessId");
        terminal.WaitFor("\n[Process:");
        terminal.Type("Get-GelfRelay | ForEach-Object { \"$($_.Name) is $($_.State)\" }");
        terminal.WaitFor("\nelsewhere is Running");

        terminal.Type("exit");
        terminal.WaitFor("\nPS ", after: "elsewhere is Running");
        terminal.Type("exit 6");
        terminal.WaitFor("ended with 6");
    }

    [Fact]
    public void Two_hosts_with_one_key_ping_each_other_over_their_taps()
    {
        using HostShell one = hosts.One.OpenShell(), two = hosts.Two.OpenShell();
        one.Run("$null = New-GelfKey -Path ~/segment.key");
        two.Run($"Set-Content ~/segment.key '{one.Run("Get-Content ~/segment.key -Raw").Trim()}'; chmod 600 ~/segment.key");
        foreach (var (shell, number) in new[] { (one, 1), (two, 2) })
            shell.Run($"$relay = Start-GelfRelay -ListenAddress 10.83.1.{number} -Port 7001 -KeyPath ~/segment.key; $null = $relay | New-GelfAddress 10.10.10.{number}/24");

        two.Run($"$relay | Connect-GelfRelay '{one.Run("$relay.JoinLink")}'");

        Eventually.True(() => one.Run("$relay.Peers.State") == "Connected" && two.Run("$relay.Peers.State") == "Connected", state: () => two.Run("$Error; $relay.Links; $relay.Peers"));
        Ping.AssertAllAnswered(hosts.One.Host, "10.10.10.2", 20);
        Assert.Equal("True", two.Run("$relay.Sealed"));
    }

    [Fact]
    public void A_relay_serves_its_page_over_TLS()
    {
        Assert.Equal(
            "200\n",
            hosts.One.Run("gelf", "-Command", "$relay = Start-GelfRelay -Port 0 -Https -InformationAction Ignore; (Invoke-WebRequest $relay.Uri -SkipCertificateCheck).StatusCode"));
    }

    [Fact]
    public void Its_OpenSSL_is_for_hosts_that_have_none()
    {
        const string Which = "$null = New-GelfKey; (Get-Content /proc/self/maps) -match 'lib(ssl|crypto)' -replace '^[^/]*' | Sort-Object -Unique";
        string folder = Path.GetDirectoryName(Assert.Single(Directory.GetFiles(Path.Combine(hosts.Root, "opt"), "gelf", SearchOption.AllDirectories)))!;

        Assert.Equal($"{folder}/lib/openssl/libcrypto.so.3\n{folder}/lib/openssl/libssl.so.3\n".Replace(hosts.Root, ""), hosts.One.Run("gelf", "-Command", Which));
        Assert.DoesNotContain(folder, Commands.Run($"{folder}/gelf", "-Command", Which));
    }

    [Fact]
    public void Help_is_there()
    {
        Assert.Equal("Get-GelfTap\n", hosts.One.Run("gelf", "-Command", "(Get-Help Get-GelfTap -Full).Name"));
        Assert.Contains("Ethernet segment", hosts.One.Run("gelf", "-Command", "Get-Help about_Gelf"), StringComparison.Ordinal);
    }
}
