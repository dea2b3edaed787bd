using System.Text.Json.Nodes;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>The payload of a hello.</summary>
internal static class HelloTarget
{
    internal static void Check(ReadOnlySpan<byte> payload)
    {
        if (!Hello.TryRead(payload, out var hello))
            return;
        foreach (var text in (string?[])[hello.Name, hello.Tap, hello.Mac, hello.KeyId])
            Assert.True(text is null || Hello.IsName(text), $"'{text}' is shown to people.");
        var written = hello.ToPayload();
        Assert.InRange(written.Length, 1, Hello.MaxSize);
        Assert.True(Hello.TryRead(written, out var again));
        Assert.Equal(hello, again);
    }

    /// <summary>The fields that it has.</summary>
    internal static JsonNode? Judge(ReadOnlySpan<byte> payload) => Hello.TryRead(payload, out var hello) ? JsonNode.Parse(hello.ToPayload()) : null;
}
