using System.Buffers.Binary;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>Messages one after the other in an input: a byte that says on which link, the length in two, the message. The last may be short.</summary>
internal ref struct MessageScript(ReadOnlySpan<byte> script)
{
    private const int HeadSize = 3;
    private ReadOnlySpan<byte> _rest = script;

    internal bool TryTake(int links, out int link, out ReadOnlySpan<byte> message)
    {
        link = 0;
        message = default;
        if (_rest.Length < HeadSize)
            return false;
        link = _rest[0] % links;
        var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(_rest[1..]), _rest.Length - HeadSize);
        message = _rest.Slice(HeadSize, length);
        _rest = _rest[(HeadSize + length)..];
        return true;
    }
}
