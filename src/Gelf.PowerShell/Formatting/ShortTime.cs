namespace Gelf.PowerShell.Formatting;

/// <summary>Round trips for people, in the views of Gelf.Format.ps1xml; the objects keep the times.</summary>
public static class ShortTime
{
    /// <summary>Three digits: 0.12 ms, 12.3 ms, 1.23 s; nothing for what was not measured.</summary>
    public static string ToText(TimeSpan? time) => time switch
    {
        null => "",
        { TotalMilliseconds: < 999.5 and var milliseconds } => $"{ThreeDigits.Of(milliseconds)} ms",
        { TotalSeconds: var seconds } => $"{ThreeDigits.Of(seconds)} s",
    };
}
