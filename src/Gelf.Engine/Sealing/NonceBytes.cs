using System.Buffers.Binary;

namespace Gelf.Engine.Sealing;

/// <summary>AES-GCM's nonce as in Noise and in sealed envelopes: four zero bytes, and a big-endian number that is used once.</summary>
internal static class NonceBytes
{
    internal const int Size = 12;

    internal static void Write(Span<byte> nonce, ulong number)
    {
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], number);
    }
}
