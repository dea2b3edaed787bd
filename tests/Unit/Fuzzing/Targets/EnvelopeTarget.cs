using System.Text.Json.Nodes;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>A whole message, of which the envelope is read.</summary>
internal static class EnvelopeTarget
{
    internal static void Check(ReadOnlySpan<byte> message)
    {
        if (!Envelope.TryRead(message, out var envelope))
            return;
        Assert.InRange(message.Length, Envelope.Size, Envelope.MaxMessage);
        Assert.Equal(message[..Envelope.Size], Written(envelope));
        if (envelope.HopLimit == 0)
            return;
        var forwarded = message.ToArray();
        Envelope.SetHopLimit(forwarded, (byte)(envelope.HopLimit - 1));
        Assert.True(Envelope.TryRead(forwarded, out var next));
        Assert.Equal(envelope with { HopLimit = (byte)(envelope.HopLimit - 1) }, next);
    }

    /// <summary>The envelope as it is written.</summary>
    internal static JsonNode? Judge(ReadOnlySpan<byte> message) =>
        Envelope.TryRead(message, out var envelope) ? Convert.ToHexStringLower(Written(envelope)) : null;

    private static byte[] Written(in Envelope envelope)
    {
        var written = new byte[Envelope.Size];
        envelope.Write(written);
        return written;
    }
}
