using System.Diagnostics;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>Wherever the module lies and whatever the shell is like, it imports and a relay runs.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Uses = "$relay = Start-GelfRelay -Port 0 -Encrypt -ErrorAction Stop -InformationAction Ignore; $relay.State; Stop-GelfRelay $relay; ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Set-StrictMode -Version Latest; ")]
    [InlineData("$ErrorActionPreference = 'Stop'; $WarningPreference = 'Stop'; ")]
    [InlineData("[cultureinfo]::CurrentCulture = 'de-DE'; [cultureinfo]::CurrentUICulture = 'tr-TR'; ")]
    public async Task It_works_in_a_shell_with(string setting)
    {
        ProcessResult result = await GelfProcess.RunAsync("-Command", setting + Uses);

        Assert.Equal(("Running\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task It_works_beside_others_that_brought_their_own_BouncyCastle_and_ASP_NET_Core()
    {
        string aspNetCore = Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location)!;
        string[] others =
        [
            Path.Combine(AppContext.BaseDirectory, "others", "BouncyCastle.Cryptography.dll"),
            .. Directory.GetFiles(aspNetCore, "Microsoft.AspNetCore.Server.Kestrel*.dll"),
            .. Directory.GetFiles(aspNetCore, "Microsoft.Extensions.Logging*.dll"),
        ];
        string script = _folder.Write("uses.ps1",
            $$"""
            $args | ForEach-Object { $null = [Reflection.Assembly]::LoadFrom($_) }
            $passphrase = ConvertTo-SecureString 'some words' -AsPlainText
            $relay = Start-GelfRelay -Port 0 -Key (New-GelfKey -Passphrase $passphrase) -Https -ErrorAction Stop -InformationAction Ignore
            (Invoke-WebRequest $relay.Uri -SkipCertificateCheck).StatusCode
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'BouncyCastle.Cryptography' } | ForEach-Object { (Get-Item $_.Location).VersionInfo.FileVersion -replace '^(\d+\.\d+).*', '$1' }
            """);

        ProcessResult result = await GelfProcess.RunAsync([script, .. others]);

        Assert.Equal(("200\n2.4\n2.7\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task It_works_from_a_read_only_folder_with_a_space_and_a_quote_in_its_name()
    {
        // A mount, as root may write to any folder.
        string module = Directory.CreateDirectory(Path.Combine(_folder.Path, "Gelf")).FullName;
        string script = _folder.Write("uses.ps1", $"Import-Module \"{module}/Gelf.psd1\"; {Uses} (Get-Module Gelf).ModuleBase");

        ProcessResult result = await GelfProcess.RunAsync(
            "unshare", "/", ["--mount", "--", "sh", "-c", "mount --bind \"$1\" \"$2\" && mount -o remount,ro,bind \"$2\" && exec \"$3\" \"$4\"",
                "sh", Repository.PathOf("out", "Gelf"), module, Repository.PathOf("gelf"), script]);

        Assert.Equal(($"Running\n{module}\n", ""), (result.Output, result.Error));
    }

    [Theory]
    [InlineData("setsid", "--wait")] // no terminal, as under systemd
    [InlineData("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")] // next to no environment, as under cron
    [InlineData("env", "LANG=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8")]
    public async Task It_works_when_it_is_started_by(params string[] starter)
    {
        ProcessResult result = await GelfProcess.RunAsync(starter[0], "/", [.. starter[1..], Repository.PathOf("gelf"), "-Command", Uses]);

        Assert.Equal(("Running\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public async Task It_works_with_all_streams_closed()
    {
        string mark = Path.Combine(_folder.Path, "mark");

        using Process shell = Process.Start("sh", ["-c", "exec \"$0\" -Command \"$1\" <&- >&- 2>&-", Repository.PathOf("gelf"), $"{Uses} $relay.State | Set-Content \"{mark}\""]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Stopped\n", await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken));
    }
}
