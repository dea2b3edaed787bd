using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>The payload of an ack, a probe or its answer.</summary>
internal static class ControlTarget
{
    internal static void Check(ReadOnlySpan<byte> payload)
    {
        var written = new byte[payload.Length];
        if (Ack.TryRead(payload, out var ack))
        {
            ack.Write(written);
            Assert.Equal(payload, written);
        }
        if (ProbeAnswer.TryRead(payload, out var answer))
        {
            answer.Write(written);
            Assert.Equal(payload, written);
        }
        if (Probe.TryRead(payload, out var number))
        {
            Assert.True(payload.Length >= ProbeAnswer.Size, "An answer must not be longer than its probe.");
            Probe.Write(written, number);
            Assert.True(Probe.TryRead(written, out var again));
            Assert.Equal(number, again);
        }
    }
}
