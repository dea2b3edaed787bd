using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;

namespace Gelf.Tests.EndToEnd.Bundle;

public sealed class Arm64Tests(Arm64Host arm) : IClassFixture<Arm64Host>
{
    [Theory]
    [InlineData("Protocol.VectorTests", 200), InlineData("Sealing.NoiseVectorTests", 3), InlineData("Switching.ForwardingVectorTests", 80)]
    public void Its_engine_passes_the_vectors_of_the_protocol(string tests, int atLeast)
    {
        string suite = Repository.PathOf("tests", "Unit", "bin", "Release", "net10.0");
        // Where the module is imported, the engine of these tests is that of the module.
        arm.Shell.Run($"Import-Module Gelf; $unit = [Reflection.Assembly]::LoadFrom('{suite}/Unit.dll'); $runner = [Reflection.Assembly]::LoadFrom('{suite}/xunit.v3.runner.inproc.console.dll').GetType('Xunit.Runner.InProc.SystemConsole.ConsoleRunner')");

        string said = arm.Shell.Run($"$runner::new([string[]] ('-noLogo', '-noColor', '-class', 'Gelf.Tests.Unit.{tests}'), $unit).EntryPoint([Console]::In, [Console]::Out).Result");

        Assert.Matches(@" Total: \d+, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, [^\n]*\n+0$", said);
        Assert.InRange(int.Parse(said.Split("Total: ")[1].Split(',')[0], null), atLeast, int.MaxValue);
        Assert.Equal($"Arm64 {Path.GetDirectoryName(arm.Shell.Run("(Get-Module Gelf).ModuleBase"))}/Gelf/dependencies/Gelf.Engine.dll", arm.Shell.Run(
            "$engine = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Gelf.Engine' }; \"$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture) $($engine.Location)\""));
    }

    [Fact]
    public void Its_relay_and_one_of_this_machine_let_their_hosts_ping_each_other()
    {
        using var other = new NetworkNamespace("other");
        arm.Host.ConnectTo(other, "10.83.1.1/24", "10.83.1.2/24");
        using var shell = new HostShell(other);
        string key = arm.Shell.Run("$key = New-GelfKey; $key.ToHex()");
        arm.Shell.Run("$relay = Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7001 -Key $key; $null = $relay | New-GelfAddress 10.10.10.1/24");
        shell.Run($"$relay = Start-GelfRelay -Port 7001 -Key {key}; $null = $relay | New-GelfAddress 10.10.10.2/24");

        shell.Run($"$relay | Connect-GelfRelay '{arm.Shell.Run("$relay.JoinLink")}'");

        Eventually.True(() => arm.Shell.Run("$relay.Peers.State") == "Connected", seconds: 120, state: () =>
            shell.Run("$Error; Get-GelfLink | ForEach-Object { \"$($_.State) $($_.Problem)\" }") + arm.Shell.Run("$Error"));
        Ping.AssertAllAnswered(other, "10.10.10.1", 20);
    }
}
