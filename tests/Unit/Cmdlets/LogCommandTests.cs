using Gelf.Engine.Reporting;
using Gelf.PowerShell.Jobs;
using PowerShellRun = System.Management.Automation.PowerShell;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>-Verbose and -Debug show the log of a relay or wire: on the prompt while the cmdlet runs, in the job's streams afterwards.</summary>
[Collection(CmdletCollection.Name)]
public sealed class LogCommandTests(HostedShell shell) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    [Theory]
    [InlineData("-Verbose", true, false)]
    [InlineData("-Verbose -Debug", true, true)]
    [InlineData("-Debug", false, true)]
    [InlineData("", false, false)]
    [InlineData("-Verbose:$false -Debug:$false", false, false)]
    public void Connecting_shows_what_is_wanted(string parameters, bool isVerbose, bool isDebug)
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        using var run = Run($"$args[0] | Connect-GelfRelay $args[1].JoinLink {parameters}", one, two);

        Assert.Equal(isVerbose, run.Streams.Verbose.Any(record => record.Message.Contains("LinkOpened", StringComparison.Ordinal)));
        Assert.Equal(isDebug, run.Streams.Debug.Any(record => record.Message.EndsWith($"127.0.0.1:{two.Port}: dials", StringComparison.Ordinal)));
        // Alone, -Debug shows all: on the verbose stream, PowerShell would ask before each line.
        Assert.Equal(isDebug && !isVerbose, run.Streams.Debug.Any(record => record.Message.Contains("LinkOpened", StringComparison.Ordinal)));
        // After it, in the job: for whoever had it shown.
        two.StopJob();
        HostedShell.Until(() => one.Links.Count == 0);
        one.StopJob();
        Assert.Equal(isVerbose || isDebug, one.Verbose.Any(record => record.Message.Contains("LinkClosed", StringComparison.Ordinal)));
        Assert.Equal(isDebug, one.Debug.Count > 0);
        Assert.Empty(two.Verbose);
    }

    [Fact]
    public void The_preference_variables_want_it_as_well()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        using var run = Run("& { $VerbosePreference = 'Continue'; $args[0] | Connect-GelfRelay $args[1].JoinLink } @args", one, two);

        Assert.Contains(run.Streams.Verbose, record => record.Message.Contains("LinkOpened", StringComparison.Ordinal));
    }

    [Fact]
    public void What_keeps_a_link_from_opening_is_shown_too()
    {
        var one = TestRelay.Running(shell).Job;

        using var run = Run("$args[0] | Connect-GelfRelay http://127.0.0.1:1/#token=not-to-be-seen -Debug", one);

        Assert.Contains(run.Streams.Debug, record => record.Message.Contains("LinkUnreachable", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Streams.Debug, record => record.Message.Contains("not-to-be-seen", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wire_shows_how_it_dials_and_its_job_goes_on_with_it()
    {
        var (one, two) = (TestRelay.Running(shell).Job, TestRelay.Running(shell).Job);

        using var run = Run("Start-GelfWire $args[0].JoinLink, $args[1].JoinLink -Verbose -Debug", one, two);
        Assert.Equal(2, run.Streams.Debug.Count(record => record.Message.EndsWith(": dials", StringComparison.Ordinal)));
        two.StopJob();
        var wire = (GelfWireJob)shell.Get("Get-Job wire0");
        HostedShell.Until(() => wire.Debug.ToArray().Any(record => record.Message.Contains("dials again", StringComparison.Ordinal)));

        var received = Run("Receive-Job $args[0] -Verbose -Debug", wire);
        Assert.Contains(received.Streams.Debug, record => record.Message.Contains("dials again", StringComparison.Ordinal));
        Assert.Contains(received.Streams.Verbose, record => record.Message.Contains("LinkClosed", StringComparison.Ordinal));
        received.Dispose();
    }

    [Fact]
    public async Task The_log_is_bounded_as_notices_are_and_pushes_out_none()
    {
        using var job = new TestRelay().Job;
        var streams = new NoticeStreams(job);
        var log = new JobLog(streams);

        for (var i = 0; i < NoticeStreams.Kept + 10; i++)
            log.Write(new LogEntry(GelfLogLevel.Debug, "Test", $"{i}"));
        await streams.FlushAsync(s_patience);

        Assert.InRange(job.Debug.Count, 1, NoticeStreams.Kept);
        Assert.EndsWith($"Test: {NoticeStreams.Kept + 9}", job.Debug[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_cmdlet_did_not_get_to_show_is_in_the_job()
    {
        using var job = new TestRelay().Job;
        var streams = new NoticeStreams(job);
        var log = new JobLog(streams);
        var wanted = new List<GelfLogLevel>();
        log.Wanted = wanted.Add;

        using (var showing = log.Show(GelfLogLevel.Information))
        {
            log.Write(new LogEntry(GelfLogLevel.Information, "Test", "shown"));
            Assert.True(showing.TryTake(out var line));
            Assert.EndsWith("Test: shown", line.Text, StringComparison.Ordinal);
            log.Write(new LogEntry(GelfLogLevel.Warning, "Test", "left"));
        }
        log.Show(GelfLogLevel.Debug).Dispose();
        log.Show(GelfLogLevel.Information).Dispose();
        await streams.FlushAsync(s_patience);

        Assert.EndsWith("Test: left", Assert.Single(job.Verbose).Message, StringComparison.Ordinal);
        Assert.Equal([GelfLogLevel.Information, GelfLogLevel.Debug], wanted);
    }

    private PowerShellRun Run(string script, params object[] arguments)
    {
        var run = shell.Prepare(script, arguments);
        run.Invoke();
        return run;
    }
}
