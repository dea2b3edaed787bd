using System.Globalization;

namespace Gelf.PowerShell.Formatting;

/// <summary>Numbers for people, in the views of Gelf.Format.ps1xml: three digits, and more only before the point.</summary>
public static class ThreeDigits
{
    /// <summary>Three digits: 0.12, 12.3, 123, 4567; nothing for what was not measured.</summary>
    public static string ToText(double? value) => value is { } number ? Of(number) : "";

    // Compare with the value that would round up to one more digit.
    internal static string Of(double value) =>
        value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
