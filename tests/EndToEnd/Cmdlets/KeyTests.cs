using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>Keys and sealed relays in the real shell.</summary>
public sealed class KeyTests(CmdletHost host) : IClassFixture<CmdletHost>, IDisposable
{
    private const string Key = "b04c96f0e62fd14424e7e58e3d8ba957";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        host.Clean();
        _folder.Dispose();
    }

    [Fact]
    public void A_key_file_made_on_one_host_seals_a_relay_on_another()
    {
        var path = Quoted("segment.key");
        host.Run($"$key = New-GelfKey -Path {path}");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_folder.Path, "segment.key")));

        Assert.Equal("True True 256", host.Run($"$relay = Start-GelfRelay -Port 0 -KeyPath {path}; \"$($relay.Sealed) $($relay.Key.ToHex() -eq $key.ToHex()) $($relay.Key.Bits)\""));

        Assert.Equal(host.Run("$key.Fingerprint"), host.Run("\"$($relay.Key)\""));
    }

    [Theory]
    [InlineData("'" + Key + "'")]
    [InlineData("[Convert]::FromHexString('" + Key + "')")]
    [InlineData("$s = [securestring]::new(); '" + Key + "'.ToCharArray() | ForEach-Object { $s.AppendChar($_) }; $s")]
    [InlineData("Export-GelfKey -Key " + Key + " -Path $path -PassThru")]
    public void A_key_can_be_given_as_it_is_known(string given)
    {
        host.Run($"$path = {Quoted("x")}");

        Assert.Equal($"True {Key}", host.Run($"$given = & {{ {given} }}; $relay = Start-GelfRelay -Port 0 -Key $given; \"$($relay.Sealed) $($relay.Key.ToHex())\""));
    }

    [Fact]
    public void A_key_needs_no_quotes_on_the_command_line() =>
        Assert.Equal(Key, host.Run($"(Start-GelfRelay -Port 0 -Key {Key}).Key.ToHex()"));

    [Fact]
    public void Encrypt_makes_a_key_which_the_job_holds_and_shows_by_its_fingerprint_only()
    {
        host.Run("$told = @(Start-GelfRelay -Port 0 -Encrypt -Verbose *>&1); $relay = $told[-1]; $hex = $relay.Key.ToHex()");

        Assert.Equal("64 True", host.Run("\"$($hex.Length) $($relay.Sealed)\""));
        host.Run("$shown = & { $told; Get-Job; $relay.PSObject.Properties | ForEach-Object { $_.Value }; $relay.Command; Receive-Job $relay *>&1; [Management.Automation.PSSerializer]::Serialize($relay, 3) }");
        Assert.Equal("True False", host.Run("\"$(\"$shown\".Contains($relay.Key.Fingerprint)) $(\"$shown\".Contains($hex))\""));
        Assert.DoesNotContain(host.Run("$hex"), host.Run("Get-Job | Out-Host; $relay | Out-Host; $relay.Key | Out-Host"), StringComparison.Ordinal);
    }

    [Fact]
    public void All_relays_of_one_pipeline_get_the_same_new_key() =>
        Assert.Single(host.RunLines("'t1', 't2' | New-GelfTap | Start-GelfRelay -Port 0 -Encrypt | ForEach-Object { $_.Key.ToHex() }").Distinct());

    [Fact]
    public void Relays_with_the_same_key_have_the_same_token() =>
        Assert.Single(host.RunLines($"1, 2 | ForEach-Object {{ (Start-GelfRelay -Port 0 -Key {Key}).JoinLink -replace '.*#' }}").Distinct());

    [Fact]
    public void A_plain_relay_has_no_key() =>
        Assert.Equal("False True", host.Run("$relay = Start-GelfRelay -Port 0; \"$($relay.Sealed) $($null -eq $relay.Key)\""));

    [Theory]
    [InlineData("-Key " + Key + " -KeyPath $path", "KeyConflict")]
    [InlineData("-Key b04c96f0e62fd14424e7e58e3d8ba95", "KeyTextInvalid")]
    [InlineData("-Key ([byte[]] (1, 2, 3))", "KeyLengthInvalid")]
    [InlineData("-KeyPath $path", "KeyFileExposed")]
    [InlineData("-KeyPath \"$path.none\"", "KeyFileUnreadable")]
    [InlineData("-Key " + Key + " -Encrypt:$false", "EncryptConflict")]
    public void A_key_that_cannot_be_used_is_one_error_and_starts_nothing(string parameters, string id)
    {
        var path = _folder.Write("segment.key", Key);
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        host.Run($"$path = {Quoted("segment.key")}");

        Assert.Equal(id, host.OneErrorOf($"Start-GelfRelay -Port 0 {parameters}"));

        Assert.DoesNotContain("b04c96f0", host.Run("$Error | ForEach-Object { \"$_ $($_.Exception) $($_.TargetObject)\" }"), StringComparison.Ordinal);
        Assert.Empty(host.Taps());
        Assert.Empty(host.Run("Get-Job"));
    }

    [Fact]
    public void A_key_file_of_another_user_is_refused_by_name_also_behind_a_symbolic_link()
    {
        var path = _folder.Write("segment.key", Key);
        File.SetUnixFileMode(path, OwnerOnly);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.key"), path);
        Commands.Run("chown", "nobody", path);

        foreach (var name in new[] { "segment.key", "link.key" })
        {
            Assert.Equal("KeyFileExposed", host.OneErrorOf($"Import-GelfKey {Quoted(name)}"));
            Assert.Contains("belongs to the user nobody", host.Run("\"$($Error[0])\""), StringComparison.Ordinal);
        }

        Commands.Run("chown", "root", path);
        Assert.Equal(Key, host.Run($"(Import-GelfKey {Quoted("link.key")}).ToHex()"));
    }

    [Fact]
    public void WhatIf_makes_no_key_no_file_and_no_relay()
    {
        host.Run($"New-GelfKey {Quoted("a")} -WhatIf 6> $null; Export-GelfKey -Key {Key} {Quoted("b")} -WhatIf; Start-GelfRelay -Encrypt -Https -WhatIf");

        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Empty(host.Taps());
        Assert.Empty(host.Run("Get-Job"));
    }

    private string Quoted(string name) => $"'{Path.Combine(_folder.Path, name).Replace("'", "''", StringComparison.Ordinal)}'";
}
