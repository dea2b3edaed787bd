namespace Gelf.PowerShell.Formatting;

/// <summary>Bits a second for people, in the views of Gelf.Format.ps1xml; the objects keep the numbers.</summary>
public static class BitRate
{
    private static readonly string[] s_units = ["kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"];

    /// <summary>Three digits and a decimal unit: 0.12 kbit/s, 15.3 Mbit/s, 1.23 Gbit/s; nothing for what was not measured.</summary>
    public static string ToText(long? bitsPerSecond)
    {
        if (bitsPerSecond is not { } bits)
            return "";
        var value = bits / 1000.0;
        var unit = 0;
        while (value >= 999.5 && unit < s_units.Length - 1)
        {
            value /= 1000;
            unit++;
        }
        return $"{ThreeDigits.Of(value)} {s_units[unit]}";
    }
}
