using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Hostile;

/// <summary>A stranger who holds as many connections as it can, and comes back whenever it loses one.</summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int HeldConnections = 600;
    private const int Tries = 10;

    [Fact]
    public async Task While_one_stranger_holds_what_it_can_another_address_gets_the_page_and_a_link()
    {
        using var segment = new HostileSegment();
        using var strangers = Strangers.Hold(HostileSegment.EndPointOne, HostileSegment.Stranger, HeldConnections);
        Eventually.True(() => strangers.Rounds > 2 * HeldConnections);

        for (var i = 0; i < Tries; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.StartsWith("HTTP/1.1 200", FetchPage(segment), StringComparison.Ordinal);
            var page = watch.Elapsed;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            deadline.CancelAfter(TimeSpan.FromSeconds(10));
            using var wire = await HostileWire.OpenAsync(HostileSegment.EndPointOne, segment.Token, deadline.Token);
            Assert.False((await wire.ReceiveAsync(deadline.Token)).IsEmpty);
            output.WriteLine($"page {page.TotalMilliseconds:0} ms, link {(watch.Elapsed - page).TotalMilliseconds:0} ms, strangers {strangers.Rounds}");
        }
    }

    /// <summary>The page, as an address gets it that is not the strangers'.</summary>
    internal static string FetchPage(HostileSegment segment)
    {
        using var client = NamespaceThread.Run(segment.Phone, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.ReceiveTimeout = 10_000;
        client.Connect(new IPEndPoint(IPAddress.Parse("10.83.1.1"), 7001));
        client.Send("GET / HTTP/1.1\r\nHost: gelf\r\nConnection: close\r\n\r\n"u8);
        var buffer = new byte[1024];
        return Encoding.ASCII.GetString(buffer, 0, client.Receive(buffer));
    }
}
