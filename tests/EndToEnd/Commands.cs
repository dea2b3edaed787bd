using System.Diagnostics;

namespace Gelf.Tests.EndToEnd;

/// <summary>Runs a program to its end.</summary>
internal static class Commands
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        internal string All => Output + Error;
    }

    /// <summary>Runs it, and fails the test if it exits with anything but 0.</summary>
    internal static string Run(string program, params string[] arguments)
    {
        var result = Try(program, arguments);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.All}");
        return result.Output;
    }

    internal static Result Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {s_deadline.TotalSeconds} s.");
        }
        return new Result(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
