using System.Net;
using System.Text;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>What whoever holds the phone can read: a capture of all that goes over it, of a sealed and of a plain segment.</summary>
public sealed class SecrecyTests
{
    private const string Text = "The quick brown fox carries this text from one host to the other.";
    private const string Pattern = "c0ffee42dead";

    [Theory]
    [InlineData("", true)]
    [InlineData(" -Key b04c96f0e62fd14424e7e58e3d8ba957", false)]
    public void The_phone_reads_a_plain_segment_and_nothing_of_a_sealed_one(string relayOptions, bool readable)
    {
        using var segment = new TwoHostsAndAPhone(relayOptions);
        segment.Join();
        Eventually.True(() => segment.One.Try("ping", "-n", "-c", "1", "-W", "1", "10.10.10.2").ExitCode == 0);
        using var capture = new Capture(segment.Phone);
        using var server = new TextServer(segment.Two, IPAddress.Parse("10.10.10.2"), Text);

        segment.One.Run("ping", "-n", "-c", "5", "-i", "0.1", "-W", "5", "-p", Pattern, "10.10.10.2");
        Assert.EndsWith(Text, server.FetchFrom(segment.One), StringComparison.Ordinal);

        Eventually.True(() => capture.Length > 10_000);
        // ping fills its packets with the pattern: twice in a row is no accident.
        Assert.Equal(readable, capture.Holds(Convert.FromHexString(Pattern + Pattern)));
        Assert.Equal(readable, capture.Holds(Encoding.ASCII.GetBytes(Text)));
    }
}
