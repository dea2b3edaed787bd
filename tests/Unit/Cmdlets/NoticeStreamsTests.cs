using Gelf.PowerShell.Jobs;

namespace Gelf.Tests.Unit.Cmdlets;

public sealed class NoticeStreamsTests
{
    [Fact]
    public void Notices_go_to_the_information_and_warning_streams()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);

        notices.Write(isWarning: false, "A peer came.");
        notices.Write(isWarning: true, "A peer is odd.");

        Assert.Equal($"{job.Name}: A peer came.", Assert.Single(job.Information).ToString());
        Assert.Equal("A peer is odd.", Assert.Single(job.Warning).Message);
        Assert.True(job.HasMoreData);
    }

    [Fact]
    public void Only_the_latest_notices_are_kept()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);

        for (var i = 0; i < NoticeStreams.Kept + 10; i++)
            notices.Write(isWarning: true, $"{i}");

        Assert.Equal(NoticeStreams.Kept, job.Warning.Count);
        Assert.Equal("10", job.Warning[0].Message);
    }

    [Fact]
    public void Nothing_is_written_after_the_end()
    {
        using var job = new TestRelay().Job;
        var notices = new NoticeStreams(job);

        notices.Close();
        notices.Write(isWarning: true, "Too late.");

        Assert.Empty(job.Warning);
    }
}
