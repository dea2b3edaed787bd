using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Ethernet;

/// <summary>A MAC address: 48 bits, held in the low bits of a number.</summary>
public readonly record struct MacAddress : IComparable<MacAddress>
{
    /// <summary>Bytes in a MAC address.</summary>
    public const int Length = 6;

    /// <summary>The address whose six bytes are the low 48 bits of <paramref name="value"/>, first byte highest.</summary>
    public MacAddress(ulong value) => Value = value & 0xFFFF_FFFF_FFFF;

    /// <summary>The six bytes as a number.</summary>
    public ulong Value { get; }

    /// <summary>True for broadcast and multicast addresses.</summary>
    public bool IsMulticast => (Value >> 40 & 1) != 0;

    /// <summary>Reads the first six bytes.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) => new(
        (ulong)bytes[0] << 40 | (ulong)bytes[1] << 32 | (ulong)bytes[2] << 24 | (ulong)bytes[3] << 16 | (ulong)bytes[4] << 8 | bytes[5]);

    /// <summary>Writes six bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        for (var i = 0; i < Length; i++)
            bytes[i] = (byte)(Value >> (40 - 8 * i));
    }

    /// <summary>Reads <c>02:00:5e:10:00:01</c>, also with '-' or without separators.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MacAddress address)
    {
        address = default;
        var digits = text?.Replace(":", null, StringComparison.Ordinal).Replace("-", null, StringComparison.Ordinal);
        if (digits is not { Length: 2 * Length } || !ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        address = new MacAddress(value);
        return true;
    }

    /// <summary>Reads what <see cref="TryParse"/> reads, for conversions from text.</summary>
    /// <exception cref="GelfException">The text is no MAC address.</exception>
    public static MacAddress Parse(string text) => TryParse(text, out var address) ? address : throw GelfErrors.TapMacInvalid(text);

    /// <inheritdoc/>
    public int CompareTo(MacAddress other) => Value.CompareTo(other.Value);

    /// <summary>Six pairs of lower-case hex digits with ':' between them, as Linux writes it.</summary>
    public override string ToString()
    {
        var hex = Value.ToString("x12", CultureInfo.InvariantCulture);
        return string.Join(':', Enumerable.Range(0, Length).Select(i => hex.Substring(2 * i, 2)));
    }

#pragma warning disable CS1591 // comparison operators, asked for beside IComparable
    public static bool operator <(MacAddress left, MacAddress right) => left.Value < right.Value;
    public static bool operator >(MacAddress left, MacAddress right) => left.Value > right.Value;
    public static bool operator <=(MacAddress left, MacAddress right) => left.Value <= right.Value;
    public static bool operator >=(MacAddress left, MacAddress right) => left.Value >= right.Value;
#pragma warning restore CS1591
}
