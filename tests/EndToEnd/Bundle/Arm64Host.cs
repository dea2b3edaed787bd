using System.Diagnostics;
using System.Globalization;
using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Segment;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>
/// A host with out/gelf-VERSION-linux-arm64.tar.gz, started: qemu carries its code, and hands its system calls to the kernel of this
/// machine.
/// </summary>
public sealed class Arm64Host : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkNamespace _host;
    private readonly HostShell _shell;

    public Arm64Host()
    {
        string bundle;
        try
        {
            Commands.Run("tar", "-C", _folder.Path, "-xzf", BareHosts.Archive("arm64"));
            bundle = Assert.Single(Directory.GetDirectories(_folder.Path));
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
        _host = new NetworkNamespace("arm");
        // On one core, and without code that is made anew in the background: else qemu 7.2 has .NET crash now and then.
        long core = Process.GetCurrentProcess().ProcessorAffinity & -Process.GetCurrentProcess().ProcessorAffinity;
        // Not by its own launcher, a script, which would have this machine start lib/pwsh.
        _shell = new HostShell(
        [
            "ip", "netns", "exec", _host.Name, "env", "QEMU_LD_PREFIX=/usr/aarch64-linux-gnu", $"PSModulePath={bundle}/modules",
            "DOTNET_TieredCompilation=0", "DOTNET_gcConcurrent=0", "DOTNET_EnableWriteXorExecute=0",
            "taskset", core.ToString("x", CultureInfo.InvariantCulture), "qemu-aarch64", $"{bundle}/lib/pwsh", "-NoProfile", "-NoLogo",
        ])
        {
            Deadline = TimeSpan.FromMinutes(5),
        };
    }

    internal NetworkNamespace Host => _host;

    internal HostShell Shell => _shell;

    public void Dispose()
    {
        _shell.Dispose();
        _host.Dispose();
        _folder.Dispose();
    }
}
