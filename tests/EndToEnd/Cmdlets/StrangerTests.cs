using System.Net;
using System.Net.Sockets;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Cmdlets;

/// <summary>The third host has no token, and holds what it can of the first one's relay.</summary>
public sealed class StrangerTests(TwoHostsAndAThird hosts) : IClassFixture<TwoHostsAndAThird>, IDisposable
{
    private static readonly IPEndPoint s_relay = IPEndPoint.Parse("10.83.1.1:7001");

    public void Dispose() => hosts.Clean();

    [Fact]
    public void While_a_stranger_holds_what_it_can_others_get_the_page_and_a_link_over_which_all_pings_go()
    {
        hosts.StartRelays();
        using var stranger = new Stranger(hosts.Third, s_relay, 600);

        for (var time = 0; time < 8; time++)
            Assert.Contains("<html", LoadPage(), StringComparison.OrdinalIgnoreCase);
        Connect();

        Eventually.True(hosts.Pings);
        Ping.AssertAllAnswered(hosts.One, "10.10.10.2", 20);
        Assert.Contains("from 10.83.1.2: the oldest are closed", Warnings(), StringComparison.Ordinal);
        Assert.Equal("Running 0", hosts.ShellOne.Run("\"$($relay.State) $((Get-GelfStats $relay).Faults)\""));
    }

    private string LoadPage()
    {
        using var client = NamespaceThread.Run(hosts.Two, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 });
        client.Connect(IPEndPoint.Parse("10.83.3.1:7001"));
        using var stream = new NetworkStream(client);
        stream.Write("GET / HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n"u8);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Connect() => hosts.ShellTwo.Run($"$relay | Connect-GelfRelay 'http://10.83.3.1:7001/#token=token1'");

    private string Warnings() => hosts.ShellOne.Run("$relay | Receive-Job -Keep 3>&1 2>&1");
}
