using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>The bundle for arm64: qemu carries its code, and hands its system calls to the kernel of this machine.</summary>
public sealed class Arm64Tests(Arm64Bundle bundle) : IClassFixture<Arm64Bundle>
{
    [Fact]
    public void It_passes_the_vectors_of_the_protocol()
    {
        const string Classes = "Protocol.VectorTests Sealing.NoiseVectorTests Switching.ForwardingVectorTests";
        string script = Path.Combine(bundle.Folder, "vectors.ps1");
        File.WriteAllText(script,
            """
            param([string] $Suite, [string] $Classes)
            $unit = [Reflection.Assembly]::LoadFrom("$Suite/Unit.dll")
            $runner = [Reflection.Assembly]::LoadFrom("$Suite/xunit.v3.runner.inproc.console.dll").GetType('Xunit.Runner.InProc.SystemConsole.ConsoleRunner')
            [string[]] $arguments = @('-noLogo', '-noColor', '-parallel', 'none') + (-split $Classes | ForEach-Object { '-class', "Gelf.Tests.Unit.$_" })
            "on $([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)"
            exit $runner::new($arguments, $unit).EntryPoint([Console]::In, [Console]::Out).GetAwaiter().GetResult()
            """);
        string[] line = [.. bundle.Gelf, "-File", script, "-Suite", Repository.PathOf("tests", "Unit", "bin", "Release", "net10.0"), "-Classes", Classes];

        using var process = new BackgroundProcess(line[0], line[1..]);
        Eventually.True(() => process.HasExited, seconds: 300, state: () => process.Output);

        Assert.Matches(@"(?s)^on Arm64\n.* Total: [3-9]\d\d, Errors: 0, Failed: 0, Skipped: 0, ", process.Output);
    }

    [Fact]
    public void Its_relay_and_one_of_this_machine_let_their_hosts_ping_each_other()
    {
        using NetworkNamespace arm = new("arm"), other = new("other");
        arm.ConnectTo(other, "10.83.1.1/24", "10.83.1.2/24");
        using var armShell = new HostShell(["ip", "netns", "exec", arm.Name, .. bundle.Gelf]);
        using var otherShell = new HostShell(other);
        string key = $"'{bundle.Folder.Replace("'", "''")}/segment.key'";
        armShell.Run($"$relay = Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7001 -Key (New-GelfKey -Path {key}); $null = $relay | New-GelfAddress 10.10.10.1/24");
        otherShell.Run($"$relay = Start-GelfRelay -Port 7001 -KeyPath {key}; $null = $relay | New-GelfAddress 10.10.10.2/24");

        otherShell.Run($"$relay | Connect-GelfRelay '{armShell.Run("$relay.JoinLink")}'");

        Eventually.True(() => armShell.Run("$relay.Peers.State") == "Connected", seconds: 120, state: () => otherShell.Run("$Error; Get-GelfLink | ForEach-Object { \"$($_.State) $($_.Problem)\" }") + armShell.Run("$Error"));
        Ping.AssertAllAnswered(other, "10.10.10.1", 20);
        Assert.Equal("Arm64 X64", $"{Architecture(armShell)} {Architecture(otherShell)}");
    }

    private static string Architecture(HostShell shell) => shell.Run("[Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture");
}
