using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Gelf.Engine.Reporting;
using Gelf.PowerShell.Errors;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>docs/errors.md and the code name the same errors.</summary>
public sealed partial class ErrorTableTests
{
    // Made where it is written, since its exception is whatever the relay failed with.
    private const string StopFailed = "RelayStopFailed";

    private static readonly ILookup<string, string> s_table = ReadTable();

    public static TheoryData<string> Makers => [.. Methods().Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];

    [Theory, MemberData(nameof(Makers))]
    public void Every_error_is_in_the_table_with_its_category(string maker)
    {
        var method = Methods().Single(method => $"{method.DeclaringType!.Name}.{method.Name}" == maker);
        var record = Make(method);

        var categories = Assert.Single(s_table[record.FullyQualifiedErrorId]);
        Assert.Contains(record.CategoryInfo.Category.ToString(), categories.Split([", ", " or "], StringSplitOptions.None));
    }

    [Fact]
    public void Every_line_of_the_table_is_an_error_that_the_code_can_write() =>
        Assert.Equal(Methods().Select(method => Make(method).FullyQualifiedErrorId).Append(StopFailed).Distinct().Order(), s_table.Select(line => line.Key).Order());

    [Fact]
    public void Errors_are_made_in_the_two_files_of_errors_only()
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(HostedShell.FileOf("src"), "*.cs", SearchOption.AllDirectories))
            if (!file.Contains("/obj/", StringComparison.Ordinal)
                && Path.GetFileName(file) is not ("GelfErrors.cs" or "CommandErrors.cs" or "ErrorRecords.cs"))
                found.AddRange(Making().Matches(File.ReadAllText(file)).Select(match => match.Groups["id"].Value));

        Assert.Equal([StopFailed], found);
    }

    private static IEnumerable<MethodInfo> Methods() => new[] { typeof(GelfErrors), typeof(CommandErrors) }.SelectMany(type =>
        type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(method => typeof(Exception).IsAssignableFrom(method.ReturnType)));

    private static ErrorRecord Make(MethodInfo method) =>
        ErrorRecords.From((Exception)method.Invoke(null, [.. method.GetParameters().Select(Argument)])!, null)!;

    private static object Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "text",
        var type when type == typeof(IPAddress) => IPAddress.Loopback,
        var type when type == typeof(IPEndPoint) => new IPEndPoint(IPAddress.Loopback, 7001),
        var type when type == typeof(Exception) => new IOException("reason"),
        var type => Activator.CreateInstance(type)!,
    };

    private static ILookup<string, string> ReadTable() => File.ReadLines(HostedShell.FileOf("docs/errors.md"))
        .Select(line => TableLine().Match(line)).Where(match => match.Success)
        .ToLookup(match => match.Groups["id"].Value, match => match.Groups["category"].Value);

    [GeneratedRegex(@"^\| `(?<id>\w+)` \| (?<category>[^|]+) \| [^|]{10,} \| [^|]{3,} \|$")]
    private static partial Regex TableLine();

    [GeneratedRegex(@"new (GelfException|CommandException|ErrorRecord)\([^""]*""(?<id>[^""]*)""")]
    private static partial Regex Making();
}
