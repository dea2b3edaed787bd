using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Xml.Linq;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>out/Gelf.VERSION.nupkg, which ./gelf build.ps1 -Task Pack makes.</summary>
public sealed class PackageTests
{
    /// <summary>What is compiled beforehand for Linux has the number of the machine XORed with this.</summary>
    private const int Linux = 0x7B79;

    private static readonly string s_path = Assert.Single(Directory.GetFiles(Repository.PathOf("out"), "Gelf.*.nupkg"));

    [Fact]
    public void It_has_the_files_of_the_module_and_those_of_the_format_and_no_others()
    {
        string module = Repository.PathOf("out", "Gelf");
        IEnumerable<string> files = Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(module, path));

        Assert.Equal(files.Order(), Files().Order());
    }

    [Fact]
    public void Nothing_in_it_is_left_over_from_the_build()
    {
        Assert.All(Files().Where(file => file.Contains('/')), file => Assert.Matches(@"^(dependencies/(linux-(x64|arm64)/)?[^/]+\.dll|en-US/[^/]+)$", file));
        Assert.DoesNotContain(Files(), file => Path.GetExtension(file) is ".pdb" or ".json" or ".config" or ".log");
    }

    [Fact]
    public void It_has_the_same_of_ASP_NET_Core_for_each_kind_of_machine()
    {
        IEnumerable<string>[] names = [.. new[] { "x64", "arm64" }.Select(machine => Files()
            .Where(file => file.StartsWith($"dependencies/linux-{machine}/", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)).Order())];

        Assert.Contains("Microsoft.AspNetCore.Server.Kestrel.Core.dll", names[0]);
        Assert.Equal(names[0], names[1]);
    }

    [Fact]
    public void Each_assembly_is_for_the_kind_of_machine_whose_folder_it_is_in_or_for_any()
    {
        using var package = ZipFile.OpenRead(s_path);

        Assert.All(package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)), entry =>
        {
            using var file = new PEReader(new MemoryStream(Read(entry)));
            var (machine, flags) = ((int)file.PEHeaders.CoffHeader.Machine, file.PEHeaders.CorHeader!.Flags);
            switch (Path.GetDirectoryName(entry.FullName))
            {
                case "dependencies/linux-x64":
                    Assert.Equal((int)Machine.Amd64 ^ Linux, machine);
                    break;
                case "dependencies/linux-arm64":
                    Assert.Equal((int)Machine.Arm64 ^ Linux, machine);
                    break;
                default:
                    Assert.Equal((int)Machine.I386, machine); // which means any, if there is nothing but IL
                    Assert.Equal(CorFlags.ILOnly, flags & (CorFlags.ILOnly | CorFlags.Requires32Bit | CorFlags.Prefers32Bit));
                    break;
            }
        });
    }

    [Fact]
    public void Its_nuspec_is_that_of_a_module_for_PowerShell_on_Linux()
    {
        XElement metadata = Nuspec();
        XNamespace space = metadata.Name.Namespace;

        Assert.Equal("Gelf", metadata.Element(space + "id")!.Value);
        Assert.Superset(new HashSet<string> { "PSModule", "PSEdition_Core", "Linux" }, metadata.Element(space + "tags")!.Value.Split(' ').ToHashSet());
    }

    [Fact]
    public async Task There_is_one_version_in_package_manifest_and_assemblies()
    {
        string version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

        ProcessResult result = await GelfProcess.RunAsync("-Command",
            """
            $module = Import-Module Gelf -PassThru
            $module.Version.ToString()
            foreach ($name in 'Gelf.PowerShell.dll', 'dependencies/Gelf.Engine.dll') {
                (Get-Item "$($module.ModuleBase)/$name").VersionInfo.ProductVersion -replace '\+.*'
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
        IEnumerable<string> libraries = Files().Where(file => file.StartsWith("dependencies/", StringComparison.Ordinal) && !file.EndsWith("/Gelf.Engine.dll", StringComparison.Ordinal))
            .Select(file => file.Split('/')).Select(parts => parts.Length > 2 ? $"Microsoft.AspNetCore.App.Runtime.{parts[1]}" : Path.GetFileNameWithoutExtension(parts[1])).Distinct();
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
                (Invoke-WebRequest $relay.Uri -SkipCertificateCheck).StatusCode
            }
            finally { $relay | Remove-Job -Force }
            """);

        ProcessResult result = await GelfProcess.RunAsync(script, "-Manifest", Path.Combine(module, "Gelf.psd1"));

        Assert.Equal("", result.Error);
        Assert.Equal($"{module}/Gelf.PowerShell.dll\n200\n", result.Output);
    }

    /// <summary>All but what belongs to the format of packages.</summary>
    private static IEnumerable<string> Files()
    {
        using var package = ZipFile.OpenRead(s_path);
        return [.. package.Entries.Select(entry => entry.FullName).Where(name =>
            name is not ("_rels/.rels" or "[Content_Types].xml" or "Gelf.nuspec") && !name.StartsWith("package/", StringComparison.Ordinal))];
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static XElement Nuspec()
    {
        using var package = ZipFile.OpenRead(s_path);
        using Stream nuspec = package.GetEntry("Gelf.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }
}
