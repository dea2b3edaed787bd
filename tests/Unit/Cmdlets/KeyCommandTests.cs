using System.Management.Automation;
using System.Text.Json;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class KeyCommandTests(HostedShell shell) : IDisposable
{
    private const string Digits = "b04c96f0e62fd14424e7e58e3d8ba957";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("New-GelfKey", 256)]
    [InlineData("New-GelfKey -Bits 256", 256)]
    [InlineData("New-GelfKey -Bits 128", 128)]
    public void A_new_key_is_random_and_as_long_as_asked(string command, int bits)
    {
        var (one, other) = (Key(command), Key(command));

        Assert.Equal(bits, one.Bits);
        Assert.Equal(bits / 4, one.ToHex().Length);
        Assert.NotEqual(one.ToHex(), other.ToHex());
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    // From the argon2 program of Debian 12, which is not of this project:
    // argon2 SALT -id -t 3 -k 65536 -p 1 -l 32 -v 13, SALT being the first 16 bytes of SHA-256 of "gelf.1 " and the segment's name.
    [Theory]
    [InlineData("correct horse battery staple", null, "221bab8168b4295aa81a20fb3807995597266a78a9f970f964954c79db99d3f1")]
    [InlineData("correct horse battery staple", "garage", "7cb8e5ff045779d0156866fe6774c943eb1eb40117e0c030f0d9b3f0489d2e9f")]
    [InlineData("Grüße aus Zürich ☃", "werk 2", "06470ed3fc0a142d9c64bc65ee9835cec63e66f33690e988624e8ceb57adfd4c")]
    public void A_passphrase_gives_the_key_that_Argon2id_makes_of_it(string passphrase, string? segmentName, string digits)
    {
        var key = segmentName is null
            ? shell.Get("New-GelfKey -Passphrase $args[0]", Secret.Of(passphrase))
            : shell.Get("New-GelfKey -Passphrase $args[0] -SegmentName $args[1]", Secret.Of(passphrase), segmentName);

        Assert.Equal(digits, Assert.IsType<GelfKey>(key).ToHex());
    }

    [Fact]
    public void Making_a_key_of_a_passphrase_shows_progress_and_ends_it()
    {
        using var run = shell.Prepare("New-GelfKey -Passphrase $args[0]", Secret.Of("correct horse battery staple"));
        run.Invoke();

        Assert.Equal([ProgressRecordType.Processing, ProgressRecordType.Completed], run.Streams.Progress.Select(record => record.RecordType));
    }

    [Fact]
    public void A_key_file_has_the_key_and_is_for_its_owner_only()
    {
        var key = Key("New-GelfKey -Path $args[0]", _folder.PathOf("segment.key"));

        Assert.Equal(key.ToHex() + "\n", File.ReadAllText(_folder.PathOf("segment.key")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder.PathOf("segment.key")));
        Assert.Equal(key.ToHex(), Key("Import-GelfKey $args[0]", _folder.PathOf("segment.key")).ToHex());
    }

    [Theory]
    [InlineData("$ExecutionContext.SessionState.Path.SetLocation([WildcardPattern]::Escape($args[0])); New-GelfKey segment.key")]
    [InlineData("$ExecutionContext.SessionState.Path.SetLocation([WildcardPattern]::Escape($args[0])); New-GelfKey | Export-GelfKey -Path ./segment.key -PassThru")]
    public void Paths_are_from_where_the_shell_is_and_not_the_process(string script)
    {
        var here = Environment.CurrentDirectory;
        try
        {
            shell.Run("$null = " + script, _folder.Path);

            Assert.True(File.Exists(_folder.PathOf("segment.key")));
            Assert.Equal(here, Environment.CurrentDirectory);
        }
        finally
        {
            shell.Run("$ExecutionContext.SessionState.Path.SetLocation('/')");
        }
    }

    [Fact]
    public void The_home_folder_is_known_as_a_tilde()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var name = $"gelf-test-{Guid.NewGuid():N}.key";
        try
        {
            shell.Get($"New-GelfKey ~/{name}");

            Assert.True(File.Exists(Path.Combine(home, name)));
        }
        finally
        {
            File.Delete(Path.Combine(home, name));
        }
    }

    [Theory]
    [InlineData("New-GelfKey $args[0]")]
    [InlineData("New-GelfKey | Export-GelfKey -Path $args[0]")]
    public void A_file_that_is_there_is_replaced_by_force_only(string command)
    {
        var path = _folder.Write("segment.key", "precious");

        Assert.Equal("KeyFileExists", shell.Run(command, path).TheErrorId);
        Assert.Equal("precious", File.ReadAllText(path));

        Assert.Empty(shell.Run(command + " -Force", path).Errors);
        Assert.Equal(65, File.ReadAllText(path).Length);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("New-GelfKey -WhatIf")]
    [InlineData("New-GelfKey $args[0] -Force -WhatIf")]
    [InlineData("New-GelfKey $args[0] -Passphrase $args[1] -Force -WhatIf")]
    [InlineData("Export-GelfKey -Key b04c96f0e62fd14424e7e58e3d8ba957 $args[0] -Force -PassThru -WhatIf")]
    public void WhatIf_makes_and_writes_nothing(string command)
    {
        var path = _folder.Write("segment.key", "precious");

        var outcome = shell.Run(command, path, Secret.Of("x"));

        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Output);
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void A_key_file_that_others_can_use_is_refused(UnixFileMode others)
    {
        var path = _folder.Write("segment.key", Digits);
        File.SetUnixFileMode(path, OwnerOnly | others);

        var outcome = shell.Run("Import-GelfKey $args[0]", path);

        Assert.Equal("KeyFileExposed", outcome.TheErrorId);
        Assert.Equal(ErrorCategory.PermissionDenied, outcome.TheError.CategoryInfo.Category);
        Assert.Contains("chmod 600", outcome.TheError.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Digits, outcome.TheError.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_their_names_can_be_piped_to_Import_GelfKey()
    {
        var path = _folder.Write("segment.key", Digits.ToUpperInvariant() + "\n");
        File.SetUnixFileMode(path, OwnerOnly);

        Assert.Equal(Digits, Key("$args[0] | Import-GelfKey", path).ToHex());
        Assert.Equal(Digits, Key("[IO.FileInfo] $args[0] | Import-GelfKey", path).ToHex());
    }

    [Fact]
    public void Export_GelfKey_returns_the_key_only_if_it_is_asked_to()
    {
        Assert.Empty(shell.Run("New-GelfKey | Export-GelfKey -Path $args[0]", _folder.PathOf("a")).Output);
        Assert.IsType<GelfKey>(shell.Get("New-GelfKey | Export-GelfKey -Path $args[0] -PassThru", _folder.PathOf("b")));
    }

    public static TheoryData<object, string> WaysToGiveAKey => new()
    {
        { Digits, Digits },
        { Digits.ToUpperInvariant(), Digits },
        { $" {Digits}\n", Digits },
        { Digits + Digits, Digits + Digits },
        { Secret.Of(Digits), Digits },
        { Convert.FromHexString(Digits), Digits },
        { Convert.FromHexString(Digits + Digits), Digits + Digits },
        { Convert.FromHexString(Digits).Select(b => (int)b).ToArray(), Digits },
        { Convert.FromHexString(Digits).Select(b => (object)b).ToArray(), Digits },
    };

    [Theory, MemberData(nameof(WaysToGiveAKey), DisableDiscoveryEnumeration = true)]
    public void A_key_can_be_given_in_many_ways(object given, string digits)
    {
        Assert.Empty(shell.Run("Export-GelfKey -Key $args[0] -Path $args[1]", given, _folder.PathOf("segment.key")).Errors);

        Assert.Equal(digits + "\n", File.ReadAllText(_folder.PathOf("segment.key")));
    }

    // PowerShell takes such digits for numbers: 2E+10 in place of the second one.
    [Theory]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("0000000000000000000000000000002e10")]
    [InlineData("00000000000000000000000000002e10")]
    [InlineData("0000000000000000000000000000123d")]
    [InlineData("b04c96f0e62fd14424e7e58e3d8ba957")]
    public void Digits_need_no_quotes_even_where_they_look_like_a_number(string digits)
    {
        var outcome = shell.Run($"Export-GelfKey -Key {digits} -Path $args[0]", _folder.PathOf("segment.key"));

        if (digits.Length == 32)
            Assert.Equal(digits + "\n", File.ReadAllText(_folder.PathOf("segment.key")));
        else
            Assert.Equal("KeyTextInvalid", outcome.TheErrorId);
    }

    [Theory]
    [InlineData("'b04c96f0e62fd14424e7e58e3d8ba95'", "KeyTextInvalid")]
    [InlineData("'b04c96f0e62fd14424e7e58e3d8ba95x'", "KeyTextInvalid")]
    [InlineData("''", "KeyTextInvalid")]
    [InlineData("@{ b04c96f0e62fd14424e7e58e3d8ba95 = 1 }", "KeyTextInvalid")]
    [InlineData("('b04c96f0e62fd14424e7e58e3d8ba95', 'x')", "KeyTextInvalid")]
    [InlineData("([byte[]] (176, 76, 150, 240))", "KeyLengthInvalid")]
    [InlineData("(176, 76, 150, 240)", "KeyLengthInvalid")]
    [InlineData("@()", "KeyLengthInvalid")]
    public void What_is_no_key_is_one_error_that_does_not_repeat_it(string given, string id)
    {
        foreach (var command in new[] { "Export-GelfKey -Path $args[0]", "Start-GelfRelay -Port 0" })
        {
            var outcome = shell.Run($"{command} -Key {given}", _folder.PathOf("segment.key"));

            Assert.Equal(id, outcome.TheErrorId);
            AssertNowhere("b04c96f0", outcome.TheError);
            AssertNowhere("176", outcome.TheError);
            Assert.Empty(Directory.GetFiles(_folder.Path));
            Assert.Empty(shell.Run("Get-Job").Output);
        }
    }

    [Theory]
    [InlineData("New-GelfKey /no/such/folder/x", "The key file '/no/such/folder/x' cannot be written: there is no folder '/no/such/folder'.")]
    [InlineData("New-GelfKey /tmp -Force", "The key file '/tmp' cannot be written: it is a folder.")]
    [InlineData("Import-GelfKey /tmp", "The key file '/tmp' cannot be read: it is a folder.")]
    [InlineData("Export-GelfKey ./x -Key b04c", "New-GelfKey makes one, Import-GelfKey reads one from a file.")]
    [InlineData("Export-GelfKey ./x -Key ([byte[]] (1))", "A key has 16 or 32 bytes, and 1 was given.")]
    public void An_error_says_what_is_wrong_with_what_was_given(string script, string text) =>
        Assert.Contains(text, shell.Run(script).TheError.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("New-GelfKey -Bits 64", "KeyBitsInvalid")]
    [InlineData("New-GelfKey -Bits 128 -Passphrase $args[0]", "KeyBitsWithPassphrase")]
    [InlineData("New-GelfKey -SegmentName garage", "SegmentNameWithoutPassphrase")]
    [InlineData("New-GelfKey -Passphrase ([securestring]::new())", "PassphraseEmpty")]
    [InlineData("New-GelfKey no-such:/x", "PathInvalid")]
    [InlineData("New-GelfKey env:x", "PathNotAFile")]
    [InlineData("New-GelfKey /no/such/folder/x", "KeyFileUnwritable")]
    [InlineData("Import-GelfKey /no/such/folder/x", "KeyFileUnreadable")]
    [InlineData("Import-GelfKey /tmp", "KeyFileUnreadable")]
    [InlineData("Start-GelfRelay -Key b04c96f0e62fd14424e7e58e3d8ba957 -KeyPath ./x", "KeyConflict")]
    [InlineData("Start-GelfRelay -KeyPath ./x -Encrypt:$false", "EncryptConflict")]
    [InlineData("Start-GelfRelay -KeyPath /no/such/folder/x", "KeyFileUnreadable")]
    [InlineData("Start-GelfRelay -Certificate ./x -Https:$false", "HttpsConflict")]
    [InlineData("Start-GelfRelay -Https -CertificateKey ./x", "CertificateMissing")]
    [InlineData("Start-GelfRelay -Https -CertificatePassword $args[0]", "CertificateMissing")]
    [InlineData("Start-GelfRelay -Certificate /no/such/folder/x", "CertificateUnreadable")]
    public void What_cannot_be_is_one_error(string command, string id)
    {
        Assert.Equal(id, shell.Run(command, Secret.Of("passphrase")).TheErrorId);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Theory]
    [InlineData("New-GelfKey -Passphrase 'in clear text'")]
    [InlineData("Start-GelfRelay -Certificate ./x -CertificatePassword 'in clear text'")]
    public void A_secret_in_clear_text_is_refused_and_not_repeated(string command)
    {
        var outcome = shell.Run($"[CmdletBinding()] param() try {{ {command} }} catch {{ $PSCmdlet.WriteError($_) }}");

        Assert.Equal("ParameterArgumentTransformationError", outcome.TheErrorId);
        Assert.Contains("SecureString", outcome.TheError.ToString(), StringComparison.Ordinal);
        AssertNowhere("in clear text", outcome.TheError);
    }

    [Fact]
    public void A_key_shows_its_fingerprint_and_nothing_else()
    {
        var key = Key("Export-GelfKey -Key b04c96f0e62fd14424e7e58e3d8ba957 -Path $args[0] -PassThru", _folder.PathOf("x"));

        using var segment = SegmentKey.FromHex(Digits);
        Assert.Equal(segment.Id, key.ToString());
        Assert.Equal((segment.Id, segment.Id, 128), (key.Id, key.Fingerprint, key.Bits));
        Assert.Equal(Digits, key.ToHex());
        string[] shown =
        [
            shell.Show("$args[0]", key),
            shell.Show("[pscustomobject] @{ One = 1; Two = 2; Three = 3; Four = 4; Key = $args[0] }", key), // more than four: a list
            (string)shell.Get("\"$($args[0])\"", key),
            JsonSerializer.Serialize(key),
            PSSerializer.Serialize(key, depth: 5),
            (string)shell.Get("\"$($args[0].PSObject.Properties | ForEach-Object { $_.Value })\"", key),
        ];
        Assert.All(shown, text => Assert.Contains(segment.Id, text, StringComparison.Ordinal));
        Assert.All(shown, AssertNoKey);
    }

    [Fact]
    public void A_wiped_key_is_no_key_any_more()
    {
        var key = Key("New-GelfKey");
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(key.ToHex);
        Assert.Equal(16, key.ToString().Length);
    }

    [Fact]
    public void A_sealed_relay_has_its_key_and_shows_it_nowhere()
    {
        var relay = TestRelay.Running(shell, key: Digits).Job;
        try
        {
            Assert.True(relay.Sealed);
            Assert.Equal(Digits, Assert.IsType<GelfKey>(shell.Get("$args[0].Key", relay)).ToHex());
            Assert.EndsWith(" -Encrypt", relay.Command, StringComparison.Ordinal);
            string[] shown =
            [
                shell.Show("Get-Job"),
                shell.Show("Get-GelfRelay"),
                shell.Show("$args[0].PSObject.Properties | ForEach-Object { \"$($_.Name) $($_.Value)\" }", relay),
                shell.Show("Get-Job | Receive-Job *>&1"),
                PSSerializer.Serialize(relay, depth: 3),
            ];
            Assert.All(shown, AssertNoKey);
        }
        finally
        {
            shell.Run("Get-Job | Remove-Job -Force");
        }
    }

    [Fact]
    public void The_token_of_a_sealed_relay_comes_from_its_key_unless_it_is_given()
    {
        using var segment = SegmentKey.FromHex(Digits);
        var (derived, given) = (TestRelay.Running(shell, key: Digits).Job, TestRelay.Running(shell, token: "abc", key: Digits).Job);

        Assert.EndsWith($"#token={segment.Token}", derived.JoinLink, StringComparison.Ordinal);
        Assert.EndsWith("#token=abc", given.JoinLink, StringComparison.Ordinal);
        shell.Run("Get-Job | Remove-Job -Force");
    }

    private GelfKey Key(string script, params object[] arguments) => Assert.IsType<GelfKey>(shell.Get(script, arguments));

    private static void AssertNoKey(string text) => Assert.DoesNotContain(Digits, text, StringComparison.OrdinalIgnoreCase);

    private static void AssertNowhere(string secret, ErrorRecord error)
    {
        var target = error.TargetObject is null ? "" : PSSerializer.Serialize(error.TargetObject, depth: 3);
        Assert.DoesNotContain(secret, $"{error} {error.Exception} {error.FullyQualifiedErrorId} {error.CategoryInfo} {error.ErrorDetails} {target}", StringComparison.OrdinalIgnoreCase);
    }
}
