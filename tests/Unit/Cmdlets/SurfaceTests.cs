using System.Management.Automation;
using System.Reflection;
using Gelf.Engine.Reporting;
using Gelf.PowerShell.Jobs;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>What scripts rely on, and what loading the module relies on.</summary>
[Collection(CmdletCollection.Name)]
public sealed class SurfaceTests(HostedShell shell)
{
    private static readonly Assembly s_module = typeof(GelfJob).Assembly;

    [Theory]
    [InlineData("New-GelfTap", "Name", "Mtu", "MacAddress", "Owner", "Persist", "WhatIf")]
    [InlineData("Get-GelfTap", "Name")]
    [InlineData("Remove-GelfTap", "Name", "PassThru", "WhatIf")]
    [InlineData("New-GelfAddress", "IPAddress", "PrefixLength", "DefaultGateway", "InterfaceAlias", "InterfaceIndex", "WhatIf")]
    [InlineData("Get-GelfAddress", "IPAddress", "PrefixLength", "InterfaceAlias", "InterfaceIndex", "AddressFamily")]
    [InlineData("Remove-GelfAddress", "IPAddress", "PassThru", "PrefixLength", "InterfaceAlias", "InterfaceIndex", "WhatIf")]
    [InlineData("New-GelfKey", "Bits", "Passphrase", "SegmentName", "Path", "Force", "WhatIf")]
    [InlineData("Import-GelfKey", "Path")]
    [InlineData("Export-GelfKey", "Key", "Path", "Force", "PassThru", "WhatIf")]
    [InlineData("Start-GelfRelay", "Tap", "ListenAddress", "Port", "Token", "AdvertiseAddress", "Name", "Key", "KeyPath", "Encrypt", "WhatIf")]
    [InlineData("Start-GelfRelay", "Https", "Certificate", "CertificateKey", "CertificatePassword")]
    [InlineData("Start-GelfRelay", "WaitForPeer", "Timeout")]
    [InlineData("Test-GelfPath", "Relay", "Peer", "InputObject", "Count", "Interval", "Timeout", "Duration")]
    [InlineData("Get-GelfPeer", "Relay", "Name")]
    [InlineData("Get-GelfRelay", "Name")]
    [InlineData("Connect-GelfRelay", "Relay", "Uri", "PassThru", "WhatIf")]
    [InlineData("Start-GelfWire", "Uri", "Name", "WhatIf")]
    [InlineData("Get-GelfLink", "Relay", "Id", "Remote")]
    [InlineData("Disconnect-GelfLink", "Link", "Relay", "Id", "Remote", "PassThru", "WhatIf")]
    [InlineData("Get-GelfNeighbor", "Relay", "MacAddress")]
    [InlineData("Stop-GelfRelay", "Name", "PassThru", "WhatIf")]
    [InlineData("Get-GelfJoinLink", "Relay", "With", "All", "QRCode")]
    [InlineData("Get-GelfStats", "Relay", "Detailed", "Continuous", "Interval")]
    public void Cmdlets_have_the_parameters_they_promise(string cmdlet, params string[] parameters)
    {
        var command = Assert.IsType<CmdletInfo>(shell.Get($"Get-Command {cmdlet}"));

        Assert.Empty(parameters.Except(command.Parameters.Keys));
        Assert.NotEmpty(command.OutputType);
    }

    [Theory]
    [InlineData(typeof(PowerShell.Objects.GelfTap), "Name", "InterfaceAlias", "InterfaceIndex", "MacAddress", "Mtu", "State", "Carrier")]
    [InlineData(typeof(GelfRelayJob), "Tap", "ListenAddress", "Port", "Uri", "JoinLink", "JoinLinks", "Sealed", "Key", "Peers", "Links", "CertificateFingerprint", "InterfaceAlias", "InterfaceIndex")]
    [InlineData(typeof(PowerShell.Objects.GelfKey), "Bits", "Id", "Fingerprint")]
    [InlineData(typeof(PowerShell.Objects.GelfPeer), "Relay", "Name", "State", "Problem", "Hops", "Links", "MacAddress", "Mtu")]
    [InlineData(typeof(PowerShell.Objects.GelfPathTest), "Relay", "Peer", "PeerId", "Time", "Sent", "Received", "LossPercent", "Minimum", "P50", "P90", "P99", "Maximum", "Jitter", "BitsPerSecond")]
    [InlineData(typeof(GelfWireJob), "Links", "Peers", "Stats")]
    [InlineData(typeof(PowerShell.Objects.GelfLink), "Relay", "Id", "State", "Remote", "Role", "RoundTrip", "Problem", "MessagesSent", "MessagesReceived", "BytesSent", "BytesReceived", "Dropped")]
    [InlineData(typeof(PowerShell.Objects.GelfLink), "Time", "BitsSentPerSecond", "BitsReceivedPerSecond", "MessagesSentPerSecond", "MessagesReceivedPerSecond")]
    [InlineData(typeof(PowerShell.Objects.GelfStats), "Time", "BitsSentPerSecond", "BitsReceivedPerSecond", "FramesSentPerSecond", "FramesReceivedPerSecond")]
    [InlineData(typeof(PowerShell.Objects.GelfWireStats), "Time", "BitsSentPerSecond", "BitsReceivedPerSecond", "MessagesSentPerSecond", "MessagesReceivedPerSecond")]
    [InlineData(typeof(PowerShell.Objects.GelfNeighbor), "MacAddress", "Peer", "PeerId", "Age")]
    [InlineData(typeof(PowerShell.Objects.GelfAddress), "IPAddress", "PrefixLength", "InterfaceAlias", "InterfaceIndex", "AddressFamily")]
    public void Objects_have_the_properties_they_promise(Type type, params string[] properties) =>
        Assert.Empty(properties.Except(type.GetProperties().Select(p => p.Name)));

    [Theory]
    [InlineData(typeof(PowerShell.Objects.GelfTap))]
    [InlineData(typeof(PowerShell.Objects.GelfAddress))]
    [InlineData(typeof(PowerShell.Objects.GelfStats))]
    [InlineData(typeof(GelfRelayJob))]
    public void Interface_numbers_are_UInt32_as_in_NetTCPIP(Type type) =>
        Assert.Equal(typeof(uint), type.GetProperty("InterfaceIndex")!.PropertyType);

    public static TheoryData<string> Cmdlets => [.. Classes().Keys.Order()];

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_changes_something_can_be_asked_what_if_and_what_only_reads_cannot(string cmdlet)
    {
        var reads = cmdlet.Split('-')[0] is "Get" or "Import" or "Test";

        Assert.Equal(!reads, Classes()[cmdlet].GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_would_be_silent_has_PassThru(string cmdlet)
    {
        var silent = cmdlet.Split('-')[0] is "Remove" or "Stop" or "Connect" or "Disconnect" or "Export";

        Assert.Equal(silent, Classes()[cmdlet].GetProperty("PassThru") is not null);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Every_cmdlet_says_what_it_returns_and_no_more_than_one_parameter_set_takes_an_object_by_value(string cmdlet)
    {
        var type = Classes()[cmdlet];

        Assert.NotEmpty(type.GetCustomAttributes<OutputTypeAttribute>());
        foreach (var set in Parameters(type).Where(p => p.Attribute.ValueFromPipeline).GroupBy(p => p.Attribute.ParameterSetName))
            Assert.Single(set);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_names_things_that_there_are_is_completed_and_takes_wildcards_where_it_takes_several(string cmdlet)
    {
        string[] named = ["Relay", "Peer", "Link", "Remote", "InterfaceAlias", "IPAddress", "MacAddress", "Name", "Tap"];
        foreach (var (property, _) in Parameters(Classes()[cmdlet]).Where(p => named.Contains(p.Property.Name) && !IsNew(cmdlet, p.Property.Name)))
        {
            if (property.PropertyType == typeof(PowerShell.Objects.GelfLink[]))
                continue; // links come as objects, and have numbers and other ends to be named by
            Assert.True(property.IsDefined(typeof(ArgumentCompleterAttribute)), $"{cmdlet} -{property.Name} is not completed");
            if (property.PropertyType.IsArray)
                Assert.True(property.IsDefined(typeof(SupportsWildcardsAttribute)), $"{cmdlet} -{property.Name} takes no wildcards");
        }
    }

    // A name that is being given, and not one that is looked for.
    private static bool IsNew(string cmdlet, string parameter) =>
        cmdlet.StartsWith("New-", StringComparison.Ordinal) && parameter != "InterfaceAlias" || cmdlet.StartsWith("Start-", StringComparison.Ordinal) && parameter == "Name";

    private static Dictionary<string, Type> Classes() => s_module.GetExportedTypes()
        .Select(type => (Type: type, Cmdlet: type.GetCustomAttribute<CmdletAttribute>())).Where(c => c.Cmdlet is not null)
        .ToDictionary(c => $"{c.Cmdlet!.VerbName}-{c.Cmdlet.NounName}", c => c.Type);

    private static IEnumerable<(PropertyInfo Property, ParameterAttribute Attribute)> Parameters(Type cmdlet) =>
        cmdlet.GetProperties().SelectMany(property => property.GetCustomAttributes<ParameterAttribute>().Select(attribute => (property, attribute)));

    [Fact]
    public void The_manifest_exports_the_cmdlets_that_there_are()
    {
        var exists = s_module.GetExportedTypes().Select(type => type.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>().Select(c => $"{c.VerbName}-{c.NounName}");

        var listed = shell.Run("([scriptblock]::Create([IO.File]::ReadAllText($args[0])).Invoke()).CmdletsToExport", HostedShell.FileOf("Gelf.psd1")).Output.Select(o => o.ToString());

        Assert.Equal(exists.Order(), listed.Order());
    }

    [Fact]
    public void A_wire_has_no_property_with_a_token() =>
        Assert.DoesNotContain(typeof(GelfWireJob).GetProperties(), p => p.Name is "Uri" or "JoinLink" or "JoinLinks" or "Targets");

    // PowerShell reads the exported types before the module can say where its engine is.
    [Fact]
    public void No_exported_type_needs_the_engine_to_be_read()
    {
        var engine = typeof(GelfException).Assembly;
        foreach (var type in s_module.GetExportedTypes())
        {
            Assert.NotEqual(engine, type.BaseType?.Assembly);
            Assert.DoesNotContain(type.GetInterfaces(), face => face.Assembly == engine);
            foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
                Assert.DoesNotContain(engine, SignatureOf(member).Select(part => part.Assembly));
            foreach (var field in type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance).Where(field => field.FieldType.IsValueType))
                Assert.NotEqual(engine, field.FieldType.Assembly);
        }
    }

    private static IEnumerable<Type> SignatureOf(MemberInfo member) => member switch
    {
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
        PropertyInfo property => [property.PropertyType],
        EventInfo e => [e.EventHandlerType!],
        FieldInfo field => [field.FieldType],
        _ => [],
    };
}
