using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>out/Gelf.VERSION.nupkg, which ./gelf build.ps1 -Task Pack makes.</summary>
public sealed class PackageTests
{
    private static readonly string s_path = Assert.Single(Directory.GetFiles(Repository.PathOf("out"), "Gelf.*.nupkg"));

    [Fact]
    public void It_has_the_files_of_the_module_and_those_of_the_format_and_no_others()
    {
        using var package = ZipFile.OpenRead(s_path);
        string module = Repository.PathOf("out", "Gelf");
        IEnumerable<string> files = Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(module, path));

        IEnumerable<string> packed = package.Entries.Select(entry => entry.FullName).Where(name =>
            name is not ("_rels/.rels" or "[Content_Types].xml" or "Gelf.nuspec") && !name.StartsWith("package/", StringComparison.Ordinal));

        Assert.Equal(files.Order(), packed.Order());
    }

    [Fact]
    public void Nothing_in_it_is_left_over_from_the_build()
    {
        using var package = ZipFile.OpenRead(s_path);

        Assert.All(package.Entries.Where(entry => entry.FullName.Contains('/') && !entry.FullName.StartsWith("package/", StringComparison.Ordinal) && entry.FullName != "_rels/.rels"),
            entry => Assert.True(entry.FullName.StartsWith("dependencies/", StringComparison.Ordinal) ? entry.Name.EndsWith(".dll", StringComparison.Ordinal) : entry.FullName.StartsWith("en-US/", StringComparison.Ordinal), entry.FullName));
        Assert.DoesNotContain(package.Entries, entry => Path.GetExtension(entry.Name) is ".pdb" or ".json" or ".config" or ".log");
    }

    [Fact]
    public void Its_nuspec_is_that_of_a_module_for_PowerShell_on_Linux()
    {
        XElement metadata = Nuspec();
        XNamespace space = metadata.Name.Namespace;
        string[] tags = metadata.Element(space + "tags")!.Value.Split(' ');

        Assert.Equal("Gelf", metadata.Element(space + "id")!.Value);
        Assert.Equal("MIT", metadata.Element(space + "license")!.Value);
        Assert.Superset(new HashSet<string> { "PSModule", "PSEdition_Core", "Linux", "PSIncludes_Cmdlet", "PSCmdlet_New-GelfTap", "PSCommand_Get-GelfStats" }, tags.ToHashSet());
    }

    [Fact]
    public async Task There_is_one_version_in_package_manifest_and_assemblies()
    {
        string version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

        ProcessResult result = await GelfProcess.RunAsync("-Command",
            """
            (Get-Module Gelf).Version.ToString()
            foreach ($name in 'Gelf.PowerShell.dll', 'dependencies/Gelf.Engine.dll') {
                [Diagnostics.FileVersionInfo]::GetVersionInfo("$((Get-Module Gelf).ModuleBase)/$name").ProductVersion -replace '\+.*'
            }
            """);

        Assert.Equal($"{version}\n{version}\n{version}\n", result.Output);
        Assert.Equal($"Gelf.{version}.nupkg", Path.GetFileName(s_path));
        Assert.Equal(version, Nuspec().Element(Nuspec().Name.Namespace + "version")!.Value);
        Assert.DoesNotContain(version, File.ReadAllText(Repository.PathOf("Gelf.psd1")), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_notices_have_the_licence_of_all_that_it_carries()
    {
        string notices = File.ReadAllText(Repository.PathOf("out", "Gelf", "THIRD-PARTY-NOTICES.txt"));
        string module = Repository.PathOf("out", "Gelf", "dependencies");
        IEnumerable<string> libraries = Directory.EnumerateFiles(module).Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != "Gelf.Engine").Select(name => name.StartsWith("Microsoft.", StringComparison.Ordinal) ? "Microsoft.AspNetCore.App.Runtime.linux-x64" : name).Distinct();
        using JsonDocument lockFile = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("src", "Gelf.Web", "package-lock.json")));
        IEnumerable<string> scripts = lockFile.RootElement.GetProperty("packages").EnumerateObject()
            .Where(entry => entry.Name.Length > 0 && !entry.Value.TryGetProperty("dev", out _)).Select(entry => $"{entry.Name.Split("node_modules/")[^1]} {entry.Value.GetProperty("version").GetString()}");

        Assert.All([.. libraries, .. scripts], name => Assert.Matches($@"(?s)={{80}}\n{name}.*?\n={{80}}\n\n.{{200}}", notices));
        Assert.Contains("The Legion of the Bouncy Castle", notices, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unpacked_elsewhere_it_is_a_module_whose_relay_serves_over_TLS()
    {
        using var folder = new TemporaryFolder();
        string module = Path.Combine(folder.Path, "Gelf");
        ZipFile.ExtractToDirectory(s_path, module);
        string script = folder.Write("relay.ps1",
            """
            param([string] $Manifest)
            Import-Module $Manifest -ErrorAction Stop
            $relay = Start-GelfRelay -Port 0 -Https -Encrypt -ErrorAction Stop -InformationAction Ignore
            try {
                $relay.GetType().Assembly.Location
                $trusting = [Net.Http.HttpClientHandler]::new()
                $trusting.ServerCertificateCustomValidationCallback = [Net.Http.HttpClientHandler]::DangerousAcceptAnyServerCertificateValidator
                [int] [Net.Http.HttpClient]::new($trusting).GetAsync([uri] $relay.Uri).Result.StatusCode
            }
            finally { $relay | Remove-Job -Force }
            """);

        ProcessResult result = await GelfProcess.RunAsync(
            "dotnet", Repository.Root, [Repository.PathOf("out", "shell", "Gelf.Shell.dll"), "--no-module", "-File", script, Path.Combine(module, "Gelf.psd1")]);

        Assert.Equal("", result.Error);
        Assert.StartsWith($"{module}/Gelf.PowerShell.dll\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n200\n", result.Output, StringComparison.Ordinal);
    }

    private static XElement Nuspec()
    {
        using var package = ZipFile.OpenRead(s_path);
        using Stream nuspec = package.GetEntry("Gelf.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }
}
