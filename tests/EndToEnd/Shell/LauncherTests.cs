using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gelf.Tests.EndToEnd.Shell;

public sealed class LauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_works_through_a_link_from_another_folder()
    {
        string link = Path.Combine(_folder.Path, "a link");
        File.CreateSymbolicLink(link, Repository.PathOf("gelf"));

        ProcessResult result = await GelfProcess.RunAsync(link, _folder.Path, ["-Command", "(Get-Command New-GelfTap).Module.ModuleBase; $PWD.Path"]);

        Assert.Equal($"{Repository.PathOf("out", "Gelf")}\n{_folder.Path}\n", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task It_works_in_a_folder_with_a_space_and_a_quote_in_its_name()
    {
        await CopyRepositoryAsync();

        ProcessResult result = await GelfProcess.RunAsync(
            Path.Combine(_folder.Path, "gelf"), "/", ["-Command", "(Get-Command New-GelfTap).Module.ModuleBase"]);

        Assert.Equal($"{_folder.Path}/out/Gelf\n", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task The_repositorys_own_build_script_runs_without_the_module()
    {
        await CopyRepositoryAsync();
        _folder.Write("build.ps1", "\"modules: $((Get-Module).Name)\"");
        Directory.Delete(Path.Combine(_folder.Path, "out", "Gelf"), recursive: true);

        ProcessResult result = await GelfProcess.RunAsync(Path.Combine(_folder.Path, "gelf"), _folder.Path, ["./build.ps1"]);

        Assert.Equal("modules: \n", result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("", 0), InlineData("throw 'no'", 1)]
    public async Task Temporary_folders_of_a_build_are_gone_at_its_end(string more, int exitCode)
    {
        await CopyRepositoryAsync();
        _folder.Write("tools/Build.ps1", $"[IO.Directory]::CreateTempSubdirectory().FullName; {more}");
        string temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "temporary")).FullName;

        ProcessResult result = await GelfProcess.RunAsync(
            "env", _folder.Path, [$"TMPDIR={temporary}", Path.Combine(_folder.Path, "gelf"), "build.ps1", "-Task", "Build"]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith($"{temporary}/gelf-build-", result.Output, StringComparison.Ordinal);
        // The runtime's own pipes go when it finds the time.
        Assert.DoesNotContain(Directory.EnumerateDirectories(temporary), folder => !Path.GetFileName(folder).StartsWith('.'));
    }

    [Fact]
    public async Task PowerShell_is_fetched_by_way_of_a_folder_that_nobody_else_can_enter()
    {
        await CopyRepositoryAsync();
        string temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "temporary")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "bin"));
        string sdk = _folder.Write("bin/dotnet", "#!/bin/sh\ncase $1 in --list-sdks) echo '10.0.100 [/sdk]' ;; tool) echo \"$TMPDIR $(stat -c %a \"$TMPDIR\")\"; exit 1 ;; esac\n");
        string old = _folder.Write("bin/pwsh", "#!/bin/sh\necho PowerShell 7.0.0\n");
        File.SetUnixFileMode(sdk, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ProcessResult result = await GelfProcess.RunAsync(
            "env", _folder.Path,
            [$"TMPDIR={temporary}", $"NUGET_PACKAGES={_folder.Path}/none", $"PATH={_folder.Path}/bin:/usr/bin:/bin", Path.Combine(_folder.Path, "gelf"), "-Command", "1"]);

        Assert.Matches($@"PowerShell could not be fetched\. {Regex.Escape(temporary)}/\S+ 700\n$", result.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
    }

    /// <summary>What is built and its sources with their times, so that nothing has to be built again.</summary>
    private async Task CopyRepositoryAsync()
    {
        const string Copy =
            """
            tar --format=posix --exclude=bin --exclude=obj --exclude=node_modules --exclude=dist -C "$1" -cf - \
                gelf .config Gelf.psd1 LICENSE build.ps1 docs/en-US tools src Directory.Build.props Directory.Packages.props out/Gelf |
                tar -xf - -C "$2"
            """;
        using Process tar = Process.Start("sh", ["-c", Copy, "sh", Repository.Root, _folder.Path]);
        await tar.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tar.ExitCode);
    }
}
