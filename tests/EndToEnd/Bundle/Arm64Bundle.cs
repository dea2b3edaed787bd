using System.Diagnostics;
using System.Globalization;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>out/gelf-VERSION-linux-arm64.tar.gz, unpacked.</summary>
public sealed class Arm64Bundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Arm64Bundle()
    {
        Commands.Run("tar", "-C", _folder.Path, "-xzf", BareHosts.Archive("arm64"));
        string bundle = Assert.Single(Directory.GetDirectories(_folder.Path));
        // On one core only. On more, qemu 7.2 has .NET crash every third time: it runs threads truly side by side, by the rules of
        // this machine for who sees which write when.
        long core = Process.GetCurrentProcess().ProcessorAffinity & -Process.GetCurrentProcess().ProcessorAffinity;
        Gelf =
        [
            "env", "QEMU_LD_PREFIX=/usr/aarch64-linux-gnu", $"PSModulePath={bundle}/modules",
            "DOTNET_TieredCompilation=0", "DOTNET_gcConcurrent=0", "DOTNET_EnableWriteXorExecute=0", "taskset", core.ToString("x", CultureInfo.InvariantCulture),
            "qemu-aarch64", $"{bundle}/lib/pwsh", "-NoProfile", "-NoLogo",
        ];
    }

    /// <summary>What starts it here, without its arguments. Its own launcher, a script, would have this machine start lib/pwsh.</summary>
    internal string[] Gelf { get; }

    /// <summary>Where it lies, with room for other files.</summary>
    internal string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
