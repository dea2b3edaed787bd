using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.PortableExecutable;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>The files that ./gelf build.ps1 -Task Bundle makes, looked into.</summary>
public sealed class BundleFileTests
{
    /// <summary>What is compiled beforehand for Linux has the number of the machine XORed with this.</summary>
    private const int Linux = 0x7B79;

    /// <summary>e_machine of /usr/include/elf.h, and the same of PE.</summary>
    private static readonly Dictionary<string, (int Elf, Machine Pe)> s_machines = new() { ["x64"] = (62, Machine.Amd64), ["arm64"] = (183, Machine.Arm64) };

    [Theory]
    [InlineData("x64"), InlineData("arm64")]
    public void All_is_roots_in_one_folder_and_only_three_programs_may_be_run(string machine)
    {
        string folder = Path.GetFileName(BareHosts.Archive(machine))[..^".tar.gz".Length];
        var programs = new List<string>();

        Read(machine, entry =>
        {
            Assert.StartsWith($"{folder}/", entry.Name, StringComparison.Ordinal);
            Assert.Equal((0, 0), (entry.Uid, entry.Gid));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, entry.Mode & ~(UnixFileMode)0b001_001_001);
            if (entry.EntryType != TarEntryType.Directory && (entry.Mode & UnixFileMode.OtherExecute) != 0)
                programs.Add(entry.Name[(folder.Length + 1)..]);
        });

        Assert.Equal(["gelf", "lib/createdump", "lib/pwsh"], programs);
    }

    [Theory]
    [InlineData("x64"), InlineData("arm64")]
    public void Every_program_and_library_is_for_its_machine_or_for_any(string machine)
    {
        var (elf, pe) = s_machines[machine];
        int own = 0;

        Read(machine, entry =>
        {
            byte[] start = new byte[Math.Min(entry.Length, 4096)];
            entry.DataStream?.ReadExactly(start);
            if (start.AsSpan().StartsWith("\x7fELF"u8))
            {
                Assert.Equal(elf, BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(18)));
                own++;
            }
            else if (start.AsSpan().StartsWith("MZ"u8))
            {
                var found = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(0x3c)) + 4));
                Assert.True(found == (int)Machine.I386 || found == (int)pe || found == ((int)pe ^ Linux), $"{entry.Name} is for machine {found:x}.");
                own += found == (int)Machine.I386 ? 0 : 1;
            }
        });

        Assert.True(own > 100, $"Only {own} files were found to be for {machine}.");
    }

    [Theory]
    [InlineData("x64"), InlineData("arm64")]
    public void It_has_Gelf_for_its_machine_PSReadLine_and_the_licences_of_all_and_nothing_left_over(string machine)
    {
        var names = new HashSet<string>();
        Read(machine, entry => names.Add(entry.Name[(entry.Name.IndexOf('/') + 1)..]));

        Assert.Superset(
            new HashSet<string>
            {
                "LICENSE", "modules/Gelf/Gelf.psd1", "modules/Gelf/THIRD-PARTY-NOTICES.txt", $"modules/Gelf/dependencies/linux-{machine}/Microsoft.AspNetCore.Http.dll",
                "lib/Modules/PSReadLine/PSReadLine.psd1", "lib/Modules/PSReadLine/License.txt", "lib/openssl/libssl.so.3", "lib/openssl/libcrypto.so.3",
                "licences/dotnet/LICENSE.TXT", "licences/dotnet/THIRD-PARTY-NOTICES.TXT", "licences/powershell/LICENSE.txt", "licences/powershell/ThirdPartyNotices.txt",
                "licences/openssl/copyright", "licences/openssl/Apache-2.0",
            },
            names);
        Assert.DoesNotContain(names, name => name.Contains($"linux-{(machine == "x64" ? "arm64" : "x64")}", StringComparison.Ordinal)
            || name.StartsWith("lib/runtimes", StringComparison.Ordinal) || name is "lib/pwsh.pdb" or "lib/pwsh.xml");
    }

    private static void Read(string machine, Action<TarEntry> look)
    {
        using var file = new TarReader(new GZipStream(File.OpenRead(BareHosts.Archive(machine)), CompressionMode.Decompress));
        while (file.GetNextEntry() is { } entry)
            look(entry);
    }
}
