using System.Net;
using System.Reflection;
using Gelf.Engine.Reporting;
using Gelf.PowerShell.Errors;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>The engine's notices are records, and the jobs have words for all of them.</summary>
public sealed class NoticeTextTests
{
    public static TheoryData<string> Kinds => [.. Notices().Select(type => type.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_notice_has_words(string kind) => Assert.False(string.IsNullOrEmpty(NoticeTexts.Find(Make(kind))));

    [Theory, MemberData(nameof(Kinds))]
    public void The_words_tell_of_all_that_a_notice_has(string kind)
    {
        var parameters = Constructor(kind).GetParameters();

        Assert.All(parameters, changed => Assert.NotEqual(NoticeTexts.Find(Make(kind)), NoticeTexts.Find(Make(kind, changed))));
    }

    [Fact]
    public void An_error_of_the_engine_is_told_in_words()
    {
        var error = GelfErrors.TapGone("tap0");

        Assert.StartsWith("Tap 'tap0' was removed", NoticeTexts.Of(new RelayNotice.DialFailed(error)), StringComparison.Ordinal);
        Assert.StartsWith("Relay 'relay1' stops: Tap 'tap0' was removed", NoticeTexts.Of(new RelayNotice.RelayStops("relay1", error)), StringComparison.Ordinal);
    }

    private static IEnumerable<Type> Notices() => typeof(RelayNotice).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RelayNotice)) && !type.IsAbstract);

    private static ConstructorInfo Constructor(string kind) => Assert.Single(Notices().Single(type => type.Name == kind).GetConstructors());

    private static RelayNotice Make(string kind, ParameterInfo? changed = null) =>
        (RelayNotice)Constructor(kind).Invoke([.. Constructor(kind).GetParameters().Select(parameter => Argument(parameter, parameter.Name == changed?.Name))]);

    private static object Argument(ParameterInfo parameter, bool isChanged) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => $"<{parameter.Name}{isChanged}>",
        var type when type == typeof(int) => isChanged ? 2 : 1,
        var type when type == typeof(IPAddress) => isChanged ? IPAddress.Broadcast : IPAddress.Loopback,
        var type when type == typeof(EndPoint) => new DnsEndPoint("host", isChanged ? 2 : 1),
        var type when type == typeof(NodePart) => isChanged ? NodePart.Accepting : NodePart.Tick,
        var type when type == typeof(Exception) => new IOException($"{isChanged}"),
        var type => throw new NotSupportedException($"A notice has a part of type {type}, of which this test has no example."),
    };
}
