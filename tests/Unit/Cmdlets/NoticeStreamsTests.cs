using Gelf.PowerShell.Jobs;

namespace Gelf.Tests.Unit.Cmdlets;

public sealed class NoticeStreamsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Notices_go_to_the_information_and_warning_streams()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);

        notices.Write(isWarning: false, "A peer came.");
        notices.Write(isWarning: true, "A peer is odd.");
        await notices.FlushAsync(s_patience);

        Assert.Equal($"{job.Name}: A peer came.", Assert.Single(job.Information).ToString());
        Assert.Equal("A peer is odd.", Assert.Single(job.Warning).Message);
        Assert.True(job.HasMoreData);
    }

    [Fact]
    public async Task Only_the_latest_notices_are_kept()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);

        for (var i = 0; i < NoticeStreams.Kept; i++)
            notices.Write(isWarning: true, $"{i}");
        await notices.FlushAsync(s_patience);
        for (var i = 0; i < 10; i++)
            notices.Write(isWarning: true, "late");
        await notices.FlushAsync(s_patience);

        Assert.Equal(NoticeStreams.Kept, job.Warning.Count);
        Assert.Equal("10", job.Warning[0].Message);
    }

    [Fact]
    public async Task Who_has_a_notice_does_not_wait_for_who_receives_it()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);
        using var resumed = new ManualResetEventSlim();
        job.Warning.DataAdded += (_, _) => resumed.Wait(s_patience);

        for (var i = 0; i < 3; i++)
            notices.Write(isWarning: true, $"{i}");
        var waiting = notices.FlushAsync(s_patience);
        Assert.False(waiting.IsCompleted);
        resumed.Set();
        await waiting;

        Assert.Equal(["0", "1", "2"], job.Warning.Select(record => record.Message));
    }

    [Fact]
    public async Task Nothing_is_written_after_the_end()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);

        notices.Write(isWarning: true, "In time.");
        await notices.CloseAsync(s_patience);
        notices.Write(isWarning: true, "Too late.");
        await notices.FlushAsync(s_patience);

        Assert.Equal("In time.", Assert.Single(job.Warning).Message);
    }

    [Fact]
    public async Task Who_receives_nothing_does_not_hold_up_the_end()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);
        using var resumed = new ManualResetEventSlim();
        job.Warning.DataAdded += (_, _) => resumed.Wait(s_patience);
        notices.Write(isWarning: true, "Taken.");
        notices.Write(isWarning: true, "Never taken.");
        Assert.True(SpinWait.SpinUntil(() => job.Warning.Count == 1, s_patience));

        await notices.CloseAsync(TimeSpan.FromMilliseconds(50));
        resumed.Set();
        await notices.FlushAsync(s_patience);

        Assert.Equal("Taken.", Assert.Single(job.Warning).Message);
    }
}
