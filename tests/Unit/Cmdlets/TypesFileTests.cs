using System.Management.Automation;
using System.Xml.Linq;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Snapshots;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class TypesFileTests(HostedShell shell)
{
    private static readonly XElement s_types = XElement.Load(HostedShell.FileOf("src/Gelf.PowerShell/Formatting/Gelf.Types.ps1xml"));

    public static TheoryData<string> Types => [.. s_types.Elements("Type").Select(type => type.Element("Name")!.Value)];

    [Theory, MemberData(nameof(Types))]
    public void What_it_refers_to_is_there(string name)
    {
        var type = typeof(GelfJob).Assembly.GetType(name, throwOnError: true)!;

        var references = TypeNamed(name).Descendants("ReferencedMemberName").Concat(TypeNamed(name).Descendants("ReferencedProperties").Elements("Name"));

        Assert.NotEmpty(references);
        // PowerShell's own types file gives jobs their State.
        Assert.All(
            references.Select(reference => reference.Value).Where(property => property != "State" || !type.IsAssignableTo(typeof(Job))),
            property => Assert.NotNull(type.GetProperty(property)));
    }

    [Theory]
    [InlineData(typeof(GelfStats))]
    [InlineData(typeof(GelfWireStats))]
    public void Drops_are_every_reason_of_a_drop(Type type)
    {
        var reasons = type.GetProperties().Select(property => property.Name).Where(property => property.StartsWith("Dropped", StringComparison.Ordinal));

        var set = TypeNamed(type.FullName!).Descendants("PropertySet").Single(set => set.Element("Name")!.Value == "Drops");

        Assert.Equal(reasons.Order(), set.Descendants("Name").Select(name => name.Value).Where(name => name.StartsWith("Dropped", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData(typeof(GelfStats))]
    [InlineData(typeof(GelfWireStats))]
    [InlineData(typeof(GelfLink))]
    public void Rates_are_every_rate_and_when_it_was(Type type)
    {
        var rates = type.GetProperties().Select(property => property.Name).Where(property => property.EndsWith("PerSecond", StringComparison.Ordinal)).ToList();

        var set = TypeNamed(type.FullName!).Descendants("PropertySet").Single(set => set.Element("Name")!.Value == "Rates").Descendants("ReferencedProperties").Elements("Name").Select(name => name.Value);

        Assert.Equal(4, rates.Count);
        Assert.Superset(rates.Append("Time").ToHashSet(), set.ToHashSet());
    }

    [Fact]
    public void Counters_have_sets_to_select_by_name()
    {
        var stats = new GelfStats("relay1", new GelfTap(new StillTap("tapX")), DateTimeOffset.UnixEpoch, new RelayStats { DroppedAged = 3, FramesSent = 5 });

        Assert.Equal("True", shell.Get("\"$($args[0].PSObject.Members['Drops'].ReferencedPropertyNames -contains 'DroppedAged')\"", stats));
        Assert.Equal("True", shell.Get("\"$($args[0].PSObject.Members['Traffic'].ReferencedPropertyNames -contains 'FramesSent')\"", stats));
    }

    [Fact]
    public void An_interface_has_the_short_names_that_NetTCPIP_gives_it()
    {
        var tap = new GelfTap(new TapInfo("tapX", 4711, new MacAddress(0x02_00_5e_10_00_01), 1500, "Up", Carrier: true, Persist: false));

        Assert.Equal("4711 tapX", shell.Get("\"$($args[0].ifIndex) $($args[0].ifAlias)\"", tap));
        Assert.Equal("False", shell.Get("\"$($args[0].PSObject.Properties.Name -contains 'ifAlias')\"", tap));
    }

    [Fact]
    public void Neighbors_are_told_apart_by_relay_and_address()
    {
        var neighbor = new GelfNeighbor("relay1", new NeighborInfo(new MacAddress(0x02_00_5e_10_00_01), 0xabc, "host2", TimeSpan.FromSeconds(1)));

        Assert.Equal("Relay MacAddress", shell.Get("\"$($args[0].PSStandardMembers.DefaultKeyPropertySet.ReferencedPropertyNames)\"", neighbor));
    }

    [Fact]
    public void The_list_of_a_relay_is_what_it_is_and_not_its_token()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Equal(
            "Id Name State Tap InterfaceIndex Uri Sealed Key CertificateFingerprint Peers Links",
            shell.Get("\"$($args[0].PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames)\"", relay));
        relay.Dispose();
    }

    private static XElement TypeNamed(string name) => s_types.Elements("Type").Single(type => type.Element("Name")!.Value == name);
}
