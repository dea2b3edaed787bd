using Gelf.Help;

namespace Gelf.Tests.EndToEnd.Help;

/// <summary>Every example of the help is run as it stands there, on hosts as it speaks of them.</summary>
public sealed class ExampleTests(ExampleStage stage) : IClassFixture<ExampleStage>, IDisposable
{
    private const string Lab0 = "$null = New-GelfTap lab0; $null = New-GelfAddress 10.10.10.1/24 -InterfaceAlias lab0; ";

    /// <summary>Of each example: what is there before, the types of what it gives, what is true afterwards.</summary>
    private static readonly Example[] s_examples =
    [
        new("New-GelfTap", 1) { Gives = "GelfAddress GelfTap", Then = "(Get-GelfTap tap0).Mtu -eq 1500" },
        new("New-GelfTap", 2) { Gives = "GelfTap", Then = "(Get-GelfTap lab0).Mtu -eq 9000 -and (Get-GelfTap lab0).MacAddress -eq '02:00:5e:10:00:01'" },
        new("New-GelfTap", 3) { Gives = "GelfTap", Then = "[int] [IO.File]::ReadAllText('/sys/class/net/work0/owner') -gt 0" },
        new("Get-GelfTap", 1) { Before = Lab0, Gives = "GelfTap" },
        new("Get-GelfTap", 2) { Before = ExampleStage.Joined, Gives = "GelfTap" },
        new("Remove-GelfTap", 1) { Then = "-not (Get-GelfTap)" },
        new("Remove-GelfTap", 2) { Before = Lab0, Then = "-not (Get-GelfTap)" },
        new("New-GelfAddress", 1) { Gives = "GelfAddress", Then = "(Get-GelfAddress 10.10.10.1).PrefixLength -eq 24" },
        new("New-GelfAddress", 2) { Gives = "GelfAddress", Then = "(Get-GelfAddress fd00:6765:6c66::1).InterfaceAlias -eq 'lab0'" },
        new("New-GelfAddress", 3) { Gives = "GelfAddress", Then = "(ip route show default) -match 'via 10.10.10.1 dev tap0'" },
        new("Get-GelfAddress", 1) { Before = Lab0, Gives = "GelfAddress" },
        new("Get-GelfAddress", 2) { Gives = "GelfAddress" },
        new("Get-GelfAddress", 3) { Before = Lab0, Gives = "GelfAddress" },
        new("Remove-GelfAddress", 1) { Before = Lab0, Then = "-not (Get-GelfAddress 10.10.10.*)" },
        new("Remove-GelfAddress", 2) { Before = Lab0, Then = "-not (Get-GelfAddress 10.10.10.*)" },
        new("Remove-GelfAddress", 3) { Before = Lab0, Then = "-not (Get-GelfAddress 10.10.10.*)" },
        new("New-GelfKey", 1) { Gives = "GelfKey", Then = "$relay.Sealed" },
        new("New-GelfKey", 2) { Before = ExampleStage.TypedPassphrase, Gives = "GelfKey", Then = "$key.Fingerprint -eq (New-GelfKey -Passphrase $passphrase -SegmentName office).Fingerprint" },
        new("Import-GelfKey", 1) { Before = ExampleStage.KeyFile, Gives = "String" },
        new("Import-GelfKey", 2) { Before = ExampleStage.KeyFile, Gives = "GelfRelayJob", Then = "(Get-GelfRelay).Key.Fingerprint -eq $key.Fingerprint" },
        new("Export-GelfKey", 1) { Then = "(Import-GelfKey ./segment.key).Fingerprint -eq $relay.Key.Fingerprint" },
        new("Export-GelfKey", 2) { Before = ExampleStage.KeyFile, Gives = "GelfKey" },
        new("Start-GelfRelay", 1) { Gives = "String", Then = "$relay.Sealed -and (Get-GelfAddress 10.10.10.1).InterfaceAlias -eq $relay.Tap" },
        new("Start-GelfRelay", 2) { Gives = "GelfRelayJob", Then = "$relay.State -eq 'Stopped' -and -not (Get-GelfTap)" },
        new("Start-GelfRelay", 3) { Gives = "GelfRelayJob", Then = "(Get-GelfJoinLink) -like 'https://server1.example.org:7443/*'" },
        new("Get-GelfRelay", 1) { Before = ExampleStage.Relay, Gives = "GelfRelayJob" },
        new("Get-GelfRelay", 2) { Before = "$relay = Start-GelfRelay; ip link delete $relay.Tap; $null = $relay | Wait-Job; ", Gives = "String" },
        new("Get-GelfRelay", 3),
        new("Stop-GelfRelay", 1) { Before = ExampleStage.Relay, Then = "$relay.State -eq 'Stopped'" },
        new("Stop-GelfRelay", 2) { Before = ExampleStage.Relay, Then = "$relay.State -eq 'Stopped' -and -not (Get-GelfTap)" },
        new("Connect-GelfRelay", 1) { Before = ExampleStage.Relay, Gives = "GelfLink", Then = "(Get-GelfLink).State -eq 'Open'" },
        new("Connect-GelfRelay", 2) { Before = ExampleStage.Relay, Gives = "String", Then = "$LASTEXITCODE -eq 0" },
        new("Start-GelfWire", 1) { Gives = "GelfWireJob", Then = "$wire.Links.Count -eq 2" },
        new("Start-GelfWire", 2) { Gives = "GelfLink GelfWireStats", Then = "$wire.State -eq 'Stopped'" },
        new("Get-GelfLink", 1) { Before = ExampleStage.Joined, Gives = "GelfLink" },
        new("Get-GelfLink", 2) { Before = "$wire = Start-GelfWire 'http://192.0.2.2:7001/#token=cl4ayOoOA-cL0cOZlLfk5Q', 'http://192.0.2.2:7009/#token=t'; ", Gives = "String" },
        new("Get-GelfLink", 3) { Before = ExampleStage.Joined, Gives = "Double" },
        new("Disconnect-GelfLink", 1) { Before = ExampleStage.Joined, Then = "-not (Get-GelfLink)" },
        new("Disconnect-GelfLink", 2) { Before = ExampleStage.Joined, Gives = "GelfLink", Then = "-not (Get-GelfLink)" },
        new("Get-GelfPeer", 1) { Before = ExampleStage.Joined, Gives = "GelfPeer" },
        new("Get-GelfPeer", 2) { Before = ExampleStage.WithOtherKey, Gives = "String" },
        new("Get-GelfPeer", 3) { Before = ExampleStage.Joined, Gives = "Boolean" },
        new("Test-GelfPath", 1) { Before = ExampleStage.Joined, Gives = "GelfPathTest" },
        new("Test-GelfPath", 2) { Before = ExampleStage.Joined, Gives = "String", Then = "$path.Peer -eq 'server2'" },
        new("Get-GelfNeighbor", 1) { Before = ExampleStage.Joined, Gives = "GelfNeighbor" },
        new("Get-GelfNeighbor", 2) { Before = ExampleStage.Joined, Gives = "GelfNeighbor" },
        new("Get-GelfJoinLink", 1) { Before = ExampleStage.Relay, Gives = "String" },
        new("Get-GelfJoinLink", 2) { Before = ExampleStage.Relay, Gives = "String" },
        new("Get-GelfJoinLink", 3) { Before = ExampleStage.Relay, Gives = "String" },
        new("Get-GelfStats", 1) { Before = ExampleStage.Joined, Gives = "GelfStats" },
        new("Get-GelfStats", 2) { Before = ExampleStage.Joined, Gives = "String" },
        new("Get-GelfStats", 3) { Before = ExampleStage.JoinedForAMoment, Gives = "GelfStats" },
        new("Get-GelfStats", 4) { Before = ExampleStage.JoinedForAMoment, Then = "(Import-Csv ./rates.csv)[-1].BitsSentPerSecond -match '^[0-9]+$'" },
        new("about_Gelf", 1) { Gives = "GelfKey GelfAddress String", Then = "$relay.Sealed -and $relay.Key.Fingerprint -eq (Import-GelfKey ./segment.key).Fingerprint" },
        new("about_Gelf", 2)
        {
            Before = ExampleStage.Joined,
            Gives = "GelfRelayJob GelfPeer GelfLink GelfNeighbor GelfStats GelfPathTest",
        },
        new("about_Gelf", 3) { Before = ExampleStage.Joined, Then = "$relay.State -eq 'Stopped' -and -not (Get-GelfTap)" },
        new("about_Gelf", 4) { Before = ExampleStage.KeyFile, Then = "-not (Get-GelfRelay) -and -not (Get-GelfTap)" },
    ];

    public static TheoryData<string, int> All => [.. s_examples.Select(example => (example.Topic, example.Number))];

    public void Dispose() => stage.Clean();

    [Fact]
    public void No_example_of_the_help_is_left_out()
    {
        var written = Directory.EnumerateFiles(Repository.PathOf("docs", "en-US"), "*.md").Select(path => Path.GetFileNameWithoutExtension(path))
            .SelectMany(topic => CodeOf(topic).Select((_, i) => $"{topic} {i + 1}"));

        Assert.Equal(written.Order(), s_examples.Select(example => $"{example.Topic} {example.Number}").Order());
    }

    [Theory, MemberData(nameof(All))]
    public void An_example_does_what_the_help_says(string topic, int number)
    {
        var example = s_examples.Single(one => one.Topic == topic && one.Number == number);
        var code = CodeOf(topic)[number - 1];

        var types = stage.Run(example.Before, code);

        Assert.Equal(example.Gives, types);
        Assert.Equal("True", stage.Ask(example.Then));
    }

    private static IReadOnlyList<string> CodeOf(string topic)
    {
        var path = Repository.PathOf("docs", "en-US", topic + ".md");
        return topic.StartsWith("about_", StringComparison.Ordinal) ? AboutTopic.Code(path) : [.. CommandTopic.Read(path).Examples.Select(example => example.Code)];
    }

    private sealed record Example(string Topic, int Number)
    {
        internal string Before { get; init; } = "";
        internal string Gives { get; init; } = "";
        internal string Then { get; init; } = "$true";
    }
}
