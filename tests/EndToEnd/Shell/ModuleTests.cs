using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Shell;

public sealed class ModuleTests
{
    private static readonly string s_dependencies = Repository.PathOf("out", "Gelf", "dependencies");

    /// <summary>What of the module is for this kind of machine only.</summary>
    private static readonly string s_ofThisMachine =
        Path.Combine(s_dependencies, $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}");

    /// <summary>
    /// Referenced by what we carry and never loaded: for the usual builder of hosts, which ours is not, named pipes, QUIC, forms,
    /// configured metrics, and bitmaps of QR codes.
    /// </summary>
    private static readonly string[] s_neverLoaded =
    [
        "Microsoft.AspNetCore.Server.Kestrel.Transport.NamedPipes",
        "Microsoft.AspNetCore.Server.Kestrel.Transport.Quic",
        "Microsoft.Extensions.Configuration.Binder",
        "Microsoft.Extensions.Configuration.CommandLine",
        "Microsoft.Extensions.Configuration.EnvironmentVariables",
        "Microsoft.Extensions.Configuration.Json",
        "Microsoft.Extensions.Configuration.UserSecrets",
        "Microsoft.Extensions.FileProviders.Composite",
        "Microsoft.Extensions.FileSystemGlobbing",
        "Microsoft.Extensions.Logging.Configuration",
        "Microsoft.Extensions.Logging.Console",
        "Microsoft.Extensions.Logging.Debug",
        "Microsoft.Extensions.Logging.EventLog",
        "Microsoft.Extensions.Logging.EventSource",
        "Microsoft.Extensions.ObjectPool",
        "Microsoft.Extensions.Options.ConfigurationExtensions",
        "System.Drawing.Common",
    ];

    [Fact]
    public async Task The_shell_has_the_module_and_no_framework_but_NETCore_App()
    {
        const string Command =
            """
            (Import-Module Gelf -PassThru).Version.ToString()
            [AppContext]::GetData('TRUSTED_PLATFORM_ASSEMBLIES') -split ':' -like '*/Microsoft.AspNetCore*'
            """;
        ProcessResult result = await GelfProcess.RunAsync("-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", result.Output);
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
        ProcessResult result = await GelfProcess.RunAsync("-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Equal(
            $"""
            {Repository.PathOf("out", "Gelf", "Gelf.PowerShell.dll")} in Default
            {Path.Combine(s_dependencies, "Gelf.Engine.dll")} in Gelf
            {Path.Combine(s_ofThisMachine, "Microsoft.AspNetCore.Server.Kestrel.Core.dll")} in Gelf

            """,
            result.Output);
    }

    [Fact]
    public async Task Removing_the_module_stops_its_relays_and_takes_their_taps_away()
    {
        const string Command =
            """
            $name = (Start-GelfRelay -Port 0 -ErrorAction Stop).Tap.Name
            [IO.Directory]::Exists("/sys/class/net/$name")
            Remove-Module Gelf
            [IO.Directory]::Exists("/sys/class/net/$name")
            """;
        ProcessResult result = await GelfProcess.RunAsync("-Command", Command);

        Assert.Equal("", result.Error);
        Assert.Matches(@"^True\nWARNING: Gelf is removed: [^\n]+\nFalse\n$", result.Output);
    }

    [Fact]
    public void Everything_that_the_engine_refers_to_is_in_the_module_or_in_the_runtime_or_known_not_to_be_loaded()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var missing = new HashSet<string>();
        var seen = new HashSet<string>();
        var waiting = new Queue<string>(["Gelf.Engine"]);
        while (waiting.TryDequeue(out string? name))
        {
            if (!seen.Add(name) || File.Exists(Path.Combine(runtime, name + ".dll")))
                continue;
            if (Carried().FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name) is { } found)
                References(found).ForEach(waiting.Enqueue);
            else
                missing.Add(name);
        }

        Assert.Contains("Microsoft.AspNetCore.Server.Kestrel.Core", seen);
        Assert.Equal(s_neverLoaded, missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everything_that_the_module_carries_is_loaded_by_somebody_who_uses_all_of_it()
    {
        const string Command =
            """
            $passphrase = [Security.SecureString]::new()
            'a passphrase'.ToCharArray() | ForEach-Object { $passphrase.AppendChar($_) }
            $one = Start-GelfRelay -Port 0 -Key (New-GelfKey -Passphrase $passphrase) -Name one -ErrorAction Stop
            $two = Start-GelfRelay -Port 0 -Key $one.Key -Name two -Https -ErrorAction Stop
            $three = Start-GelfRelay -Port 0 -Key $one.Key -Name three -ErrorAction Stop
            $code = Get-GelfJoinLink -Relay $one -QRCode
            $one | Connect-GelfRelay $three.JoinLink -ErrorAction Stop
            $trusting = [Net.Http.HttpClientHandler]::new()
            $trusting.ServerCertificateCustomValidationCallback = [Net.Http.HttpClientHandler]::DangerousAcceptAnyServerCertificateValidator
            $client = [Net.Http.HttpClient]::new($trusting)
            foreach ($page in $one.Uri, $two.Uri) { $null = $client.GetStringAsync([uri] $page).Result }
            Get-Job | Remove-Job -Force
            [Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq Gelf | ForEach-Object { $_.Assemblies } | ForEach-Object { $_.GetName().Name }
            """;
        ProcessResult result = await GelfProcess.RunAsync("-Command", Command);

        Assert.Empty(Carried().Select(path => Path.GetFileNameWithoutExtension(path)!).Except(result.Output.Split('\n')));
    }

    [Fact]
    public void The_module_carries_nothing_that_PowerShell_has_itself()
    {
        Assert.DoesNotContain(Carried().Select(path => Path.GetFileName(path)), name => name.StartsWith("System.", StringComparison.Ordinal) || name == "Gelf.PowerShell.dll");
    }

    /// <summary>All that GelfLoadContext finds on this kind of machine.</summary>
    private static IEnumerable<string> Carried() => Directory.EnumerateFiles(s_dependencies).Concat(Directory.EnumerateFiles(s_ofThisMachine));

    private static List<string> References(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
