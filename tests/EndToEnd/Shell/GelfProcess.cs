using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Gelf.Tests.EndToEnd.Shell;

internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>A running ./gelf, or another program, with its streams in the test's hands. It is killed with the test.</summary>
internal sealed partial class GelfProcess : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;

    private GelfProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    public StreamWriter Input => _process.StandardInput;

    public static GelfProcess Start(params IEnumerable<string> arguments) =>
        Start(Repository.PathOf("gelf"), Repository.Root, arguments);

    public static GelfProcess Start(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        start.Environment["TERM"] = "xterm";
        return new GelfProcess(start);
    }

    /// <summary>Runs it to its end, without input.</summary>
    public static Task<ProcessResult> RunAsync(params IEnumerable<string> arguments) =>
        RunAsync(Repository.PathOf("gelf"), Repository.Root, arguments);

    public static async Task<ProcessResult> RunAsync(string program, string folder, IEnumerable<string> arguments)
    {
        using GelfProcess process = Start(program, folder, arguments);
        process.Input.Close();
        return await process.ExitAsync();
    }

    /// <summary>Waits until the output has the text; if another is given, behind the first place where that is.</summary>
    public async Task WaitForOutputAsync(string text, string after = "")
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        while (_output.ToString().IndexOf(after, StringComparison.Ordinal) is var start
            && (start < 0 || !_output.ToString().AsSpan(start + after.Length).Contains(text, StringComparison.Ordinal)))
            await ReadMoreAsync(text, deadline.Token);
    }

    /// <summary>Waits until the output has a whole line with the text, and returns it.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        await WaitForOutputAsync(text);
        using var deadline = new CancellationTokenSource(s_deadline);
        int start = _output.ToString().IndexOf(text, StringComparison.Ordinal);
        while (_output.ToString().IndexOf('\n', start) < 0)
            await ReadMoreAsync(text, deadline.Token);
        string all = _output.ToString();
        return all[(all.LastIndexOf('\n', start) + 1)..all.IndexOf('\n', start)];
    }

    private async Task ReadMoreAsync(string text, CancellationToken cancellationToken)
    {
        var buffer = new char[1024];
        int count = await _process.StandardOutput.ReadAsync(buffer, cancellationToken);
        Assert.True(count > 0, $"The process ended without saying '{text}'. It said: {_output}");
        _output.Append(buffer, 0, count);
    }

    public void Signal(PosixSignal signal)
    {
        int number = signal switch
        {
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGTERM => 15,
            PosixSignal.SIGHUP => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        Assert.Equal(0, Kill(_process.Id, number));
    }

    /// <summary>Ends it as the kernel would: it has no say in it.</summary>
    public void Kill() => Assert.Equal(0, Kill(_process.Id, 9));

    public async Task<ProcessResult> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        _output.Append(await _process.StandardOutput.ReadToEndAsync(deadline.Token));
        await _process.WaitForExitAsync(deadline.Token);
        return new ProcessResult(_process.ExitCode, _output.ToString(), await _error.WaitAsync(deadline.Token));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    public override string ToString() => _process.Id.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
