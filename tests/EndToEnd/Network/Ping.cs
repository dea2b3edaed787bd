using System.Globalization;
using System.Text.RegularExpressions;

namespace Gelf.Tests.EndToEnd.Network;

internal static partial class Ping
{
    // After its last request ping waits for no longer than two of the round trips that it saw, so a slow answer to that one is not
    // seen. More are sent than are looked at, a second's worth.
    private const int More = 20;

    /// <summary>Sends that many pings, 20 a second, and looks that each is answered, once.</summary>
    internal static void AssertAllAnswered(NetworkNamespace host, string address, int count)
    {
        var output = host.Run("ping", "-n", "-c", (count + More).ToString(CultureInfo.InvariantCulture), "-i", "0.05", "-W", "5", address);

        var answered = Answer().Matches(output).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Where(number => number <= count);
        Assert.True(Enumerable.Range(1, count).SequenceEqual(answered.Order()), output);
    }

    [GeneratedRegex(@"icmp_seq=(\d+) ttl=\d+ time=")]
    private static partial Regex Answer();
}
