using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Gelf.Tests.EndToEnd.Shell;

public sealed class ModuleTests
{
    private static readonly string s_dependencies = Path.Combine(Repository.PathOf("out", "Gelf"), "dependencies");

    /// <summary>Referenced by what we carry, but only for Windows' event log, the data protection keys of logins, and bitmaps of QR codes.</summary>
    private static readonly string[] s_neverLoaded =
        ["System.Diagnostics.EventLog", "System.Security.Cryptography.Pkcs", "System.Security.Cryptography.Xml", "System.Drawing.Common"];

    public static TheoryData<ShellKind> Shells => ShellKind.Both;

    [Fact]
    public async Task The_shell_has_the_module_and_no_framework_but_NETCore_App()
    {
        const string Command =
            """
            (Get-Module Gelf).Version.ToString()
            [AppContext]::GetData('TRUSTED_PLATFORM_ASSEMBLIES') -split ':' -like '*/Microsoft.AspNetCore*'
            """;
        ProcessResult result = await GelfProcess.RunAsync(ShellKind.Embedded, "-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Equal("0.1.0\n", result.Output);
    }

    [Fact]
    public async Task A_relay_runs_on_the_engine_and_the_Kestrel_of_the_module()
    {
        const string Command =
            """
            $relay = Start-GelfRelay -Port 0 -ErrorAction Stop
            try {
                foreach ($name in 'Gelf.PowerShell', 'Gelf.Engine', 'Microsoft.AspNetCore.Server.Kestrel.Core') {
                    [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name } | ForEach-Object {
                        "$($_.Location) in $([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)"
                    }
                }
            }
            finally { $relay | Stop-GelfRelay }
            """;
        ProcessResult result = await GelfProcess.RunAsync(ShellKind.Embedded, "-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Equal(
            $"""
            {Repository.PathOf("out", "Gelf", "Gelf.PowerShell.dll")} in Default
            {Path.Combine(s_dependencies, "Gelf.Engine.dll")} in Gelf
            {Path.Combine(s_dependencies, "Microsoft.AspNetCore.Server.Kestrel.Core.dll")} in Gelf

            """,
            result.Output);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Removing_the_module_stops_its_relays_and_takes_their_taps_away(ShellKind shell)
    {
        const string Command =
            """
            $name = (Start-GelfRelay -Port 0 -ErrorAction Stop).Tap.Name
            [IO.Directory]::Exists("/sys/class/net/$name")
            Remove-Module Gelf
            [IO.Directory]::Exists("/sys/class/net/$name")
            """;
        ProcessResult result = await GelfProcess.RunAsync(shell, "-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Equal("True\nFalse\n", result.Output);
    }

    [Fact]
    public void Everything_that_the_engine_can_reach_is_in_the_module_or_in_the_runtime()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var missing = new HashSet<string>();
        var seen = new HashSet<string>();
        var waiting = new Queue<string>(["Gelf.Engine"]);
        while (waiting.TryDequeue(out string? name))
        {
            string path = Path.Combine(s_dependencies, name + ".dll");
            if (!seen.Add(name) || File.Exists(Path.Combine(runtime, name + ".dll")) || s_neverLoaded.Contains(name))
                continue;
            if (!File.Exists(path))
                missing.Add(name);
            else
                References(path).ForEach(waiting.Enqueue);
        }

        Assert.Contains("Microsoft.AspNetCore.Server.Kestrel.Core", seen);
        Assert.Empty(missing);
    }

    [Fact]
    public void The_module_carries_nothing_that_PowerShell_has_itself()
    {
        IEnumerable<string> names = Directory.EnumerateFiles(s_dependencies).Select(path => Path.GetFileName(path));

        Assert.DoesNotContain(names, name => name.StartsWith("System.", StringComparison.Ordinal) || name == "Gelf.PowerShell.dll");
    }

    private static List<string> References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
