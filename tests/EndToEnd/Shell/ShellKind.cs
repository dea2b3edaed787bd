using System.Diagnostics;

namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>The two shells that ./gelf can use. What they do alike is tested with both, where there is a pwsh.</summary>
public sealed class ShellKind(string name, string? environmentValue)
{
    private static readonly Lazy<bool> s_hasPwsh = new(FindPwsh);

    public static readonly ShellKind Embedded = new("embedded", "embedded");

    public static readonly ShellKind Pwsh = new("pwsh", null);

    public static TheoryData<ShellKind> Both => [Embedded, Pwsh];

    internal string? EnvironmentValue => environmentValue;

    internal void SkipIfMissing() => Assert.SkipWhen(this == Pwsh && !s_hasPwsh.Value, "There is no pwsh 7.6 or later here.");

    public override string ToString() => name;

    private static bool FindPwsh()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("pwsh", ["--version"]) { RedirectStandardOutput = true })!;
            string version = process.StandardOutput.ReadToEnd();
            return version.Split(' ') is [_, var number] && Version.TryParse(number.Split('-')[0], out Version? parsed) && parsed >= new Version(7, 6);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
