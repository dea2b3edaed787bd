using System.ComponentModel;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Reporting;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;

namespace Gelf.Tests.Unit.Cmdlets;

[Collection(CmdletCollection.Name)]
public sealed class RelayJobTests(HostedShell shell) : IDisposable
{
    public void Dispose() => shell.Run("Get-Job | Remove-Job -Force");

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_started_relay_runs_and_says_where()
    {
        var relay = TestRelay.Running(shell, token: "a-token").Job;

        Assert.Equal(JobState.Running, relay.JobStateInfo.State);
        Assert.InRange(relay.Port, 1, 65535);
        Assert.Equal($"http://127.0.0.1:{relay.Port}/", relay.Uri!.ToString());
        Assert.Equal($"http://127.0.0.1:{relay.Port}/#token=a-token", relay.JoinLink);
        Assert.Equal(relay.JoinLink, Assert.Single(relay.JoinLinks));
        Assert.Equal(relay.Tap.Name, relay.Name);
        Assert.Equal(relay.Tap.Name, relay.InterfaceAlias);
        Assert.Equal(4711u, relay.InterfaceIndex);
        Assert.Equal(relay.Tap.Name, relay.ToString());
        Assert.Empty(relay.Peers);
        Assert.Empty(relay.Links);
        Assert.False(relay.Sealed);
        Assert.Null(relay.Key);

        shell.Run("Remove-Job $args[0] -Force", relay);
    }

    [Fact]
    public void The_command_that_Get_Job_shows_holds_no_token()
    {
        var relay = new TestRelay(token: "a-secret").Job;

        Assert.DoesNotContain("a-secret", relay.Command, StringComparison.Ordinal);
        relay.Dispose();
    }

    [Fact]
    public void Job_cmdlets_find_a_relay_by_name_id_instance_and_state()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Same(relay, shell.Get("Get-Job -Name $args[0]", relay.Name));
        Assert.Same(relay, shell.Get("Get-Job -Name ($args[0].ToUpperInvariant().Substring(0, 5) + '*' + $args[0][-1])", relay.Name));
        Assert.Same(relay, shell.Get("Get-Job -Id $args[0]", relay.Id));
        Assert.Same(relay, shell.Get("Get-Job -InstanceId $args[0]", relay.InstanceId));
        Assert.Same(relay, shell.Get("Get-Job -State Running"));
        Assert.Empty(shell.Run("Get-Job -State Failed").Output);

        shell.Run("Remove-Job $args[0] -Force", relay);
    }

    [Fact]
    public void A_relay_is_seen_from_another_runspace()
    {
        var relay = TestRelay.Running(shell).Job;
        using var other = new HostedShell();

        Assert.Same(relay, other.Get("Get-Job -Name $args[0]", relay.Name));
        other.Run("Get-Job -Name $args[0] | Remove-Job -Force", relay.Name);

        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void Stop_Job_stops_the_relay_frees_its_port_and_gives_the_tap_back_once()
    {
        var relay = TestRelay.Running(shell);

        Assert.Empty(shell.Run("Stop-Job $args[0]; $args[0] | Stop-Job", relay.Job).Errors);

        Assert.Equal(JobState.Stopped, relay.Job.JobStateInfo.State);
        Assert.Equal(1, relay.TapsGivenBack);
        new TcpListener(IPAddress.Loopback, relay.Job.Port).Dispose();
        Assert.Same(relay.Job, shell.Get("Get-Job"));
        shell.Run("Remove-Job $args[0]", relay.Job);
        Assert.Empty(shell.Run("Get-Job").Output);
        Assert.Equal(1, relay.TapsGivenBack);
    }

    [Fact]
    public void Remove_Job_refuses_a_running_relay_without_Force()
    {
        var relay = TestRelay.Running(shell);

        Assert.Equal("JobObjectNotFinishedCannotBeRemoved", shell.Run("Remove-Job $args[0]", relay.Job).TheErrorId);

        Assert.Equal(JobState.Running, relay.Job.JobStateInfo.State);
        Assert.Empty(shell.Run("Remove-Job $args[0] -Force", relay.Job).Errors);
        Assert.Equal(1, relay.TapsGivenBack);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void Receive_Job_with_Wait_and_AutoRemoveJob_returns_when_the_relay_stops_and_removes_it()
    {
        var relay = TestRelay.Running(shell);
        using var receiving = shell.Prepare("Receive-Job $args[0] -Wait -AutoRemoveJob", relay.Job);
        relay.Job.Information.Add(new InformationRecord("before", "test"));
        var running = receiving.BeginInvoke();
        // Receive-Job removes a job twice, and complains, if it finishes while what it has is still being received. So it is
        // seen to wait for more, which the second record shows.
        Assert.True(SpinWait.SpinUntil(() => receiving.Streams.Information.Count == 2, s_deadline));
        relay.Job.Information.Add(new InformationRecord("while it waits", "test"));
        Assert.True(SpinWait.SpinUntil(() => receiving.Streams.Information.Count == 3, s_deadline));

        relay.Job.StopJob();

        Assert.True(running.AsyncWaitHandle.WaitOne(s_deadline));
        receiving.EndInvoke(running);
        Assert.Empty(receiving.Streams.Error);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void Wait_Job_returns_the_relay_when_it_stops()
    {
        var relay = TestRelay.Running(shell);
        using var waiting = shell.Prepare("Wait-Job $args[0]", relay.Job);
        var running = waiting.BeginInvoke();

        relay.Job.StopJobAsync();

        Assert.True(running.AsyncWaitHandle.WaitOne(s_deadline));
        Assert.Same(relay.Job, Assert.Single(waiting.EndInvoke(running)).BaseObject);
        shell.Run("Remove-Job $args[0]", relay.Job);
    }

    [Fact]
    public void A_taken_port_is_thrown_and_makes_the_job_Failed_with_that_reason()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var relay = new TestRelay(((IPEndPoint)taken.LocalEndpoint).Port);

        var error = Assert.Throws<GelfException>(() => relay.Job.Start(CancellationToken.None));

        Assert.Equal("PortTaken", error.ErrorId);
        Assert.Equal(JobState.Failed, relay.Job.JobStateInfo.State);
        Assert.Same(error, relay.Job.JobStateInfo.Reason.InnerException);
        Assert.Contains("is taken by another relay or program.", relay.Job.JobStateInfo.Reason.Message, StringComparison.Ordinal);
        Assert.Equal(1, relay.TapsGivenBack);
        relay.Job.Dispose();
    }

    [Fact]
    public void StartJob_tells_a_taken_port_by_the_jobs_state()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var relay = new TestRelay(((IPEndPoint)taken.LocalEndpoint).Port);

        relay.Job.StartJob();

        Assert.Equal(JobState.Failed, relay.Job.JobStateInfo.State);
        relay.Job.Dispose();
    }

    [Fact]
    public void A_relay_that_dies_of_itself_is_Failed_and_Receive_Job_says_why_once()
    {
        var relay = TestRelay.Running(shell);

        relay.Tap.Break(new InvalidOperationException("the tap is on fire"));

        Assert.True(relay.Job.Finished.WaitOne(s_deadline));
        Assert.Equal(JobState.Failed, relay.Job.JobStateInfo.State);
        Assert.Contains("the tap is on fire", relay.Job.JobStateInfo.Reason.Message, StringComparison.Ordinal);
        Assert.Equal(1, relay.TapsGivenBack);
        var received = shell.Run("Receive-Job $args[0]", relay.Job);
        Assert.Contains("the tap is on fire", received.TheError.Exception.Message, StringComparison.Ordinal);
        shell.Run("Remove-Job $args[0]", relay.Job);
    }

    [Fact]
    public void The_tap_is_not_given_back_before_its_reader_has_ended()
    {
        var relay = TestRelay.Running(shell);
        relay.Job.Patience = TimeSpan.FromMilliseconds(100);
        relay.Tap.IsDeaf = true;

        relay.Job.StopJob();

        Assert.Equal(JobState.Failed, relay.Job.JobStateInfo.State);
        Assert.Contains("to stop. What it uses stays in use until it has.", relay.Job.JobStateInfo.Reason.Message, StringComparison.Ordinal);
        Assert.Equal(0, relay.TapsGivenBack);
        relay.Tap.IsDeaf = false;
        relay.Tap.StopReading();
        HostedShell.Until(() => relay.TapsGivenBack == 1);
        shell.Run("Remove-Job $args[0]", relay.Job);
    }

    [Fact]
    public void What_fails_while_a_relay_stops_is_the_jobs_reason_and_the_tap_is_given_back()
    {
        var relay = TestRelay.Running(shell);
        relay.Tap.PullingFails = true;

        relay.Job.StopJob();

        Assert.Equal(JobState.Failed, relay.Job.JobStateInfo.State);
        Assert.Equal("the plug is stuck", relay.Job.JobStateInfo.Reason.Message);
        Assert.Equal(1, relay.TapsGivenBack);
        Assert.Equal(1, relay.Job.ReadStats() is GelfStats stats ? stats.Faults : -1);
        shell.Run("Remove-Job $args[0]", relay.Job);
    }

    [Fact]
    public void The_streams_tell_of_the_start_of_links_and_peers_that_come_and_go_and_of_the_end()
    {
        var one = TestRelay.Running(shell).Job;
        var two = TestRelay.Running(shell).Job;
        shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two);
        HostedShell.Until(() => Tells(one, "can be reached."));

        two.StopJob();
        HostedShell.Until(() => Tells(one, "cannot be reached any more."));
        one.StopJob();

        var told = shell.Run("Receive-Job $args[0] 6>&1 3>&1", one).Output.Select(o => o.ToString()!).ToList();
        string[] inOrder =
        [
            $"{one.Name}: Serves {one.Uri} for tap {one.Tap}, not sealed.",
            $"{one.Name}: The link to 127.0.0.1:{two.Port} is open.",
            $"{one.Name}: Peer '{two.NameOnSegment()}' can be reached.",
            $"{one.Name}: Peer '{two.NameOnSegment()}' cannot be reached any more.",
            $"{one.Name}: Stopped.",
        ];
        Assert.Equal(inOrder, told.Where(inOrder.Contains));
    }

    [Fact]
    public void Frames_and_probes_write_nothing_into_the_streams()
    {
        var one = TestRelay.Running(shell).Job;
        var two = TestRelay.Running(shell).Job;
        shell.Run("$args[0] | Connect-GelfRelay $args[1].JoinLink", one, two);
        HostedShell.Until(() => one.Peers.Count == 1 && two.Information.Count == 3 && one.Information.Count == 3);

        Assert.Single(shell.Run("$args[0] | Test-GelfPath -Count 20 -Interval 0.01 -Duration 0.2", one).Output);

        Assert.Equal((3, 0, 3, 0), (one.Information.Count, one.Warning.Count, two.Information.Count, two.Warning.Count));
    }

    [Fact]
    public void A_job_is_started_once_only()
    {
        var relay = TestRelay.Running(shell).Job;

        Assert.Throws<PSInvalidOperationException>(relay.StartJob);

        relay.StopJob();
        Assert.Throws<PSInvalidOperationException>(relay.StartJob);
        relay.Dispose();
    }

    [Fact]
    public void Stopping_is_told_as_completed_also_by_jobs_that_never_ran_or_have_stopped()
    {
        var never = new TestRelay().Job;
        var stopped = TestRelay.Running(shell).Job;
        stopped.StopJob();

        Assert.Null(StopAsync(never).Error);
        Assert.Null(StopAsync(stopped).Error);

        Assert.Equal(JobState.Stopped, never.JobStateInfo.State);
        never.Dispose();
        stopped.Dispose();
    }

    [Fact]
    public void A_job_may_be_disposed_of_inside_the_event_that_says_it_has_stopped()
    {
        var relay = TestRelay.Running(shell);
        using var disposed = new ManualResetEventSlim();
        relay.Job.StopJobCompleted += (_, _) =>
        {
            relay.Job.Dispose();
            disposed.Set();
        };

        relay.Job.StopJobAsync();

        Assert.True(disposed.Wait(s_deadline, TestContext.Current.CancellationToken));
        Assert.Equal(1, relay.TapsGivenBack);
        Assert.Empty(shell.Run("Get-Job").Output);
    }

    [Fact]
    public void Disposing_of_a_running_job_stops_it()
    {
        var relay = TestRelay.Running(shell);

        relay.Job.Dispose();

        Assert.Equal(JobState.Stopped, relay.Job.JobStateInfo.State);
        Assert.Equal(1, relay.TapsGivenBack);
    }

    [Fact]
    public void Many_threads_may_stop_a_job_at_once()
    {
        var relay = TestRelay.Running(shell);
        var states = new List<JobState>();
        relay.Job.StateChanged += (_, change) => states.Add(change.JobStateInfo.State);

        Parallel.For(0, 8, _ => relay.Job.StopJob());

        Assert.Equal([JobState.Stopping, JobState.Stopped], states);
        Assert.Equal(1, relay.TapsGivenBack);
        relay.Job.Dispose();
    }

    [Fact]
    public void A_relay_cannot_be_suspended_resumed_or_unblocked()
    {
        var relay = new TestRelay().Job;

        Assert.Throws<PSNotSupportedException>(relay.SuspendJob);
        Assert.Throws<PSNotSupportedException>(relay.ResumeJob);
        Assert.Throws<PSNotSupportedException>(relay.UnblockJob);
        relay.Dispose();
    }

    // Not by walking through the stream, which would wait for its end.
    private static bool Tells(GelfJob job, string end) => job.Information.ToArray().Any(record => record.ToString().EndsWith(end, StringComparison.Ordinal));

    private static AsyncCompletedEventArgs StopAsync(GelfJob job)
    {
        var completed = new TaskCompletionSource<AsyncCompletedEventArgs>();
        job.StopJobCompleted += (_, args) => completed.TrySetResult(args);
        job.StopJobAsync();
        Assert.True(completed.Task.Wait(s_deadline));
        return completed.Task.Result;
    }
}
