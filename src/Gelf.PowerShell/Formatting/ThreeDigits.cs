using System.Globalization;

namespace Gelf.PowerShell.Formatting;

/// <summary>Numbers for people: three digits, and more only before the point.</summary>
internal static class ThreeDigits
{
    // Compared with what would be rounded up to one digit more.
    internal static string Of(double value) =>
        value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
