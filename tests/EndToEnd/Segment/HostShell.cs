using System.Diagnostics;
using System.Text;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>PowerShell with Gelf imported, running on a host of the test: the real shell and the real module, one command after the other.</summary>
internal sealed class HostShell : IDisposable
{
    private const string Done = "--- done ---";
    private const string Failed = "--- failed ---";

    // Reads commands from standard input until it ends, and then cleans up: also when the test dies.
    private const string Loop = """
        while ($null -ne ($line = [Console]::In.ReadLine())) {
            try { . ([scriptblock]::Create($line)) | ForEach-Object { [Console]::Out.WriteLine("$_") }; [Console]::Out.WriteLine('--- done ---') }
            catch { [Console]::Out.WriteLine("$($_.FullyQualifiedErrorId): $_"); [Console]::Out.WriteLine('--- failed ---') }
        }
        Get-Job | Remove-Job -Force
        """;

    // 'ip netns exec' gives it mounts of its own. Its host knows no relays of other hosts.
    private const string OwnRelays = "mkdir -p -m 700 /run/gelf && mount -t tmpfs -o mode=700 tmpfs /run/gelf && exec \"$0\" \"$@\"";

    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <param name="host">Where it runs.</param>
    /// <param name="trusted">A file of certificates that this host trusts; null: those of the machine.</param>
    internal HostShell(NetworkNamespace host, string? trusted = null)
        : this(["ip", "netns", "exec", host.Name, "sh", "-c", OwnRelays, Repository.PathOf("gelf")], trusted)
    {
    }

    /// <param name="gelf">What starts it, without its arguments.</param>
    /// <param name="trusted">The same.</param>
    internal HostShell(string[] gelf, string? trusted = null)
    {
        var start = new ProcessStartInfo(gelf[0], [.. gelf[1..], "-Command", Loop])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (trusted is not null)
            start.Environment["SSL_CERT_FILE"] = trusted;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>How long a command may take.</summary>
    internal TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command, which may read lines of input; returns its output, one object a line.</summary>
    internal string Run(string command, string input = "")
    {
        var (output, failed) = Exchange(command, input);
        Assert.False(failed, $"{command}\n{output}");
        return output;
    }

    /// <summary>Runs a command that must fail; returns the error's id and text.</summary>
    internal string RunToFail(string command)
    {
        var (output, failed) = Exchange("$ErrorActionPreference = 'Stop'; " + command);
        Assert.True(failed, $"{command}\ndid not fail:\n{output}");
        return output;
    }

    private (string Output, bool Failed) Exchange(string command, string input = "")
    {
        Assert.DoesNotContain('\n', command);
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Write(input);
        _process.StandardInput.Flush();
        var output = new StringBuilder();
        while (true)
        {
            var reading = _process.StandardOutput.ReadLineAsync();
            Assert.True(reading.Wait(Deadline), $"No answer within {Deadline.TotalSeconds} s to: {command}\n{output}");
            switch (reading.Result)
            {
                case null:
                    Assert.Fail($"The shell ended during: {command}\n{output}\n{_errors.Result}");
                    break;
                case Done:
                    return (output.ToString().TrimEnd(), false);
                case Failed:
                    return (output.ToString().TrimEnd(), true);
                case var line:
                    output.AppendLine(line);
                    break;
            }
        }
    }

    internal int ProcessId => _process.Id;

    /// <summary>Ends it with SIGKILL: it cleans up nothing.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Deadline))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
