using System.Globalization;

namespace Gelf.PowerShell.Formatting;

/// <summary>Bytes for people, in the views of Gelf.Format.ps1xml; the objects keep the numbers.</summary>
public static class ByteSize
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Three digits, or four where they make a thousand, and a binary unit: 999 B, 1.23 KiB, 15.3 MiB, 1023 GiB.</summary>
    public static string ToText(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 1023.5 && unit < s_units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return $"{(unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture) : ThreeDigits.Of(value))} {s_units[unit]}";
    }
}
