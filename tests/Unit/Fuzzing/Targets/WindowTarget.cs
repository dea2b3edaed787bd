using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Gelf.Engine.Protocol;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>
/// Sequence numbers that a replay window is asked for, against a set that remembers all. Three bytes are a step from the number before: how
/// (its low five bits: the power of two; 0x20: down), and a factor of 16 bits.
/// </summary>
internal static class WindowTarget
{
    private const int StepSize = 3;
    private const int Down = 0x20;

    internal static void Check(ReadOnlySpan<byte> steps) => Judge(steps);

    /// <summary>For each number 1 if it is new, 0 if it is not.</summary>
    internal static JsonNode? Judge(ReadOnlySpan<byte> steps)
    {
        var window = new ReplayWindow();
        var all = new HashSet<ulong>();
        var highest = 0UL;
        var sequence = 1UL;
        var answers = new List<char>();
        for (; steps.Length >= StepSize; steps = steps[StepSize..])
        {
            sequence = Next(sequence, steps);
            var isNew = !(highest > sequence && highest - sequence >= ReplayWindow.Size) && !all.Contains(sequence);
            Assert.Equal(!isNew, window.IsMarked(sequence));
            Assert.Equal(isNew, window.TryMark(sequence));
            Assert.True(window.IsMarked(sequence));
            all.Add(sequence);
            highest = Math.Max(highest, sequence);
            answers.Add(isNew ? '1' : '0');
        }
        return string.Concat(answers);
    }

    private static ulong Next(ulong before, ReadOnlySpan<byte> step)
    {
        var by = (ulong)BinaryPrimitives.ReadUInt16BigEndian(step[1..]) << (step[0] & 0x1f);
        if ((step[0] & Down) == 0)
            return Math.Min(before + by, Envelope.MaxSequence);
        return before > by ? before - by : 1;
    }
}
