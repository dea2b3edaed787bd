using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Errors;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>The engine throws ids and arguments, and the cmdlets have words for all of them.</summary>
public sealed partial class ErrorTextTests
{
    public static TheoryData<string> Cases => [.. Factories().Select(factory => factory.Name)];

    [Theory, MemberData(nameof(Cases))]
    public void Every_error_of_the_engine_has_words_whatever_its_arguments_are(string name)
    {
        foreach (var given in Combinations(Factory(name)))
        {
            var error = Make(name, given);

            Assert.False(string.IsNullOrEmpty(ErrorTexts.Find(error)));
            Assert.NotEqual(error.Message, ErrorTexts.Find(error));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_arguments_of_an_error_are_those_that_it_was_made_with_by_their_names(string name)
    {
        var given = Combinations(Factory(name)).First();

        var error = Make(name, given);

        Assert.Equal(name, error.Case);
        Assert.Equal(
            Factory(name).GetParameters().Zip(given).Where(pair => !IsInner(pair.First)).Select(pair => (pair.First.Name!, pair.Second)).OrderBy(pair => pair.Item1),
            error.Arguments.Select(argument => (argument.Key, argument.Value)).OrderBy(pair => pair.Key));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_words_tell_of_each_argument(string name)
    {
        var parameters = Factory(name).GetParameters();
        for (var at = 0; at < parameters.Length; at++)
            if (!IsInner(parameters[at]))
                Assert.Contains(Combinations(Factory(name)), given => Others(given, at).Any(other => Words(name, other) != Words(name, given)));
    }

    [Fact]
    public void There_are_no_words_for_an_error_that_the_engine_does_not_make() =>
        Assert.Equal(
            Factories().Select(factory => factory.Name).Order(),
            TextCase().Matches(File.ReadAllText(HostedShell.FileOf("src/Gelf.PowerShell/Errors/ErrorTexts.cs"))).Select(match => match.Groups["case"].Value).Order());

    [Fact]
    public void A_person_sees_the_words_and_finds_what_the_engine_has_thrown_inside()
    {
        var error = GelfErrors.LinkRefused("relay.example", 7001);

        var record = ErrorRecords.From(error, null)!;

        Assert.StartsWith("The relay at relay.example:7001 refuses the token.", record.Exception.Message, StringComparison.Ordinal);
        Assert.Same(error, record.Exception.InnerException);
        Assert.Equal(("LinkRefused", ErrorCategory.PermissionDenied, "relay.example:7001"), (record.FullyQualifiedErrorId, record.CategoryInfo.Category, record.TargetObject));
    }

    [Fact]
    public void What_the_system_says_in_a_sentence_becomes_a_part_of_one() =>
        Assert.StartsWith(
            "No relay can be reached at host:7001: Connection refused. Is it running",
            ErrorTexts.Of(GelfErrors.LinkUnreachable("host", 7001, "Connection refused.", new IOException())), StringComparison.Ordinal);

    [Fact]
    public void The_message_for_logs_is_made_of_id_and_arguments()
    {
        Assert.Equal("TapMtuInvalid: mtu=1, min=68, max=65521", GelfErrors.TapMtuInvalid(1, 68, 65_521).Message);
        Assert.Equal("LinkUnreachable (LinkNotHttp): host=[::1], port=7001", GelfErrors.LinkNotHttp("[::1]", 7001, new IOException()).Message);
        Assert.Equal("TokenInvalid", GelfErrors.TokenInvalid().Message);
    }

    [Theory]
    [InlineData("http//host:1/#token=secret")]
    [InlineData("ftp://host:1/#token=secret")]
    [InlineData("http://host:1/x/#token=secret")]
    [InlineData("http://host:1/#token=secret&token=secret")]
    [InlineData("http://host:1/#token=secret!")]
    [InlineData("http://host:1/#token=secret&with=http%3A%2F%2Fhost%3A1%2Fx%23token%3Dsecret")]
    public void What_is_wrong_with_a_join_link_is_told_without_its_token(string text)
    {
        var error = Assert.Throws<GelfException>(() => JoinLink.Parse(text));

        Assert.DoesNotContain("secret", error.ToString() + ErrorTexts.Of(error) + string.Concat(error.Arguments.Values), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_key_is_told_without_its_digits()
    {
        var error = Assert.Throws<GelfException>(() => SegmentKey.FromHex(new string('a', 63)));

        Assert.DoesNotContain("aaa", error.ToString() + ErrorTexts.Of(error) + string.Concat(error.Arguments.Values), StringComparison.Ordinal);
    }

    private static IEnumerable<MethodInfo> Factories() =>
        typeof(GelfErrors).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(method => method.ReturnType == typeof(GelfException));

    private static MethodInfo Factory(string name) => Factories().Single(factory => factory.Name == name);

    private static GelfException Make(string name, object[] given) => (GelfException)Factory(name).Invoke(null, given)!;

    private static string Words(string name, object[] given) => ErrorTexts.Find(Make(name, given))!;

    private static bool IsInner(ParameterInfo parameter) => parameter.ParameterType == typeof(Exception);

    /// <summary>Arguments that differ from each other, with each combination of the choices that there are.</summary>
    private static IEnumerable<object[]> Combinations(MethodInfo factory)
    {
        IEnumerable<object[]> all = [[]];
        foreach (var parameter in factory.GetParameters())
            all = all.SelectMany(some => Choices(parameter).Select(choice => (object[])[.. some, choice])).ToList();
        return all;
    }

    private static IEnumerable<object> Choices(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => [$"<{parameter.Name}>"],
        var type when type == typeof(int) => [parameter.Position + 1],
        var type when type == typeof(double) => [parameter.Position + 0.5],
        var type when type == typeof(bool) => [false, true],
        var type when type == typeof(IPAddress) => [new IPAddress([192, 0, 2, (byte)parameter.Position])],
        var type when type == typeof(IPEndPoint) => [new IPEndPoint(IPAddress.Loopback, 7000 + parameter.Position)],
        var type when type == typeof(Exception) => [new IOException("inner")],
        var type when type.IsEnum => Enum.GetValues(type).Cast<object>(),
        var type => throw new NotSupportedException($"An error has an argument of type {type}, of which this test has no example."),
    };

    private static IEnumerable<object[]> Others(object[] given, int at) => (given[at] switch
    {
        string text => [text + "!"],
        int number => [number + 50],
        double number => [number + 50],
        bool choice => [!choice],
        IPAddress => [IPAddress.Broadcast],
        IPEndPoint => [new IPEndPoint(IPAddress.Broadcast, 1)],
        Enum choice => Enum.GetValues(choice.GetType()).Cast<object>(),
        var other => throw new NotSupportedException($"{other}"),
    }).Select(other => (object[])[.. given[..at], other, .. given[(at + 1)..]]);

    [GeneratedRegex(@"(?<=^ {12}(?:""\w+"" or )*)""(?<case>\w+)""(?=(?: or ""\w+"")* => )", RegexOptions.Multiline)]
    private static partial Regex TextCase();
}
