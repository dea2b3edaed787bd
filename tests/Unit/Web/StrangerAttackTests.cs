using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using Gelf.Engine.Hosting;
using Gelf.Engine.Web;

namespace Gelf.Tests.Unit.Web;

/// <summary>Strangers hold what they can of a relay; somebody else comes from another address.</summary>
public sealed class StrangerAttackTests : IDisposable
{
    private const int MostConnections = 256;
    private const int MostOfAnAddress = 64;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private readonly ServerCertificate _certificate = ServerCertificate.CreateSelfSigned(["127.0.0.1"], DateTimeOffset.UtcNow);

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData(Stubbornness.Silent, false), InlineData(Stubbornness.Silent, true)]
    [InlineData(Stubbornness.HalfSent, false)]
    [InlineData(Stubbornness.NeverRead, false)]
    [InlineData(Stubbornness.NeverReadToTheEnd, false)]
    public async Task While_one_address_holds_what_it_can_and_comes_back_another_gets_the_page_and_a_link(Stubbornness kind, bool https)
    {
        await using var relay = await StartAsync(https);
        using var stranger = new Stranger(IPAddress.Parse("127.0.0.2"), relay.Relay.Port, kind, 600);
        await stranger.BusyAsync();

        for (var time = 0; time < 8; time++)
        {
            using var http = From("127.0.0.3");
            Assert.Contains("<html", await http.GetStringAsync(relay.Relay.GetPageUri(), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        }
        using var link = await OpenLinkAsync(relay, "127.0.0.3");

        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);
        Assert.InRange(Threads(), 0, 100);
        stranger.Rest(); // while connections come and go, the kernel's list has some twice
        Assert.InRange(Held(relay.Relay.Port), 1, MostOfAnAddress + 2);
    }

    [Fact]
    public async Task While_eight_addresses_hold_what_they_can_and_come_back_a_ninth_gets_the_page_and_a_link()
    {
        await using var relay = await StartAsync();
        var strangers = Enumerable.Range(1, 8).Select(i => new Stranger(IPAddress.Parse($"127.0.1.{i}"), relay.Relay.Port, (Stubbornness)(i % 4), 80)).ToList();
        try
        {
            foreach (var stranger in strangers)
                await stranger.BusyAsync();

            using var http = From("127.0.0.3");
            Assert.Contains("<html", await http.GetStringAsync(relay.Relay.GetPageUri(), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
            using var link = await OpenLinkAsync(relay, "127.0.0.3");

            await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);
            Assert.InRange(Threads(), 0, 100);
            strangers.ForEach(stranger => stranger.Rest());
            Assert.InRange(Held(relay.Relay.Port), 1, MostConnections + 1);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Strangers_who_only_hold_connections_lose_them(bool https)
    {
        await using var relay = await StartAsync(https);
        var strangers = Enum.GetValues<Stubbornness>().Select(kind => new Stranger(IPAddress.Parse("127.0.0.2"), relay.Relay.Port, kind, 10, comesBack: false)).ToList();
        try
        {
            foreach (var stranger in strangers)
                await stranger.BusyAsync();

            await Eventually.TrueAsync(() => Held(relay.Relay.Port) == 0, 60);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task Links_do_not_give_way_to_strangers()
    {
        await using var relay = await StartAsync();
        using var link = await OpenLinkAsync(relay, "127.0.0.2");
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);

        using (var stranger = new Stranger(IPAddress.Parse("127.0.0.2"), relay.Relay.Port, Stubbornness.Silent, 600))
            await stranger.BusyAsync();

        Assert.Equal(1, Assert.Single(relay.Relay.Links).Id);
        Assert.Equal(WebSocketState.Open, link.State);
    }

    private Task<RunningRelay> StartAsync(bool https = false) =>
        RunningRelay.StartAsync(new RelayOptions { Port = 0, Certificate = https ? _certificate.Certificate : null });

    private HttpClient From(string address) => new(Handler(address)) { Timeout = s_deadline };

    private SocketsHttpHandler Handler(string address) => new()
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetRawCertData().AsSpan().SequenceEqual(_certificate.Certificate.RawData) },
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private async Task<ClientWebSocket> OpenLinkAsync(RunningRelay relay, string address)
    {
        var link = new ClientWebSocket();
        link.Options.AddSubProtocol("gelf.1");
        link.Options.AddSubProtocol($"gelf.token.{relay.Relay.Token}");
        using var http = new HttpMessageInvoker(Handler(address));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_deadline);
        var scheme = relay.Relay.GetPageUri().Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        await link.ConnectAsync(new Uri($"{scheme}://{relay.Address}/link"), http, deadline.Token);
        return link;
    }

    /// <summary>How many connections the relay's process holds at its end; those that only the kernel still has do not count.</summary>
    private static int Held(int port) => File.ReadLines("/proc/self/net/tcp").Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(fields => fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[3] != "0A" && fields[9] != "0");

    /// <summary>How many threads wait for connections that are no links, or send to them.</summary>
    private static int Threads() => Directory.EnumerateFiles("/proc/self/task", "comm", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        .Count(file => Name(file) is "gelf http" or "gelf sender");

    private static string Name(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }
}
