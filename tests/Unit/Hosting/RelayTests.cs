using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Hosting;

public sealed class RelayTests
{
    [Fact]
    public async Task A_frame_that_the_host_sends_comes_out_on_the_link_as_one_record()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);
        var frame = Frame.Make(Frame.Broadcast, relay.Tap.MacAddress, length: 1514);

        relay.Tap.HostSends(frame);
        var message = await ReceiveAsync(socket, MessageKind.Frames);

        Assert.True(Envelope.TryRead(message, out var envelope));
        Assert.Equal((relay.Relay.Id, Envelope.All, Envelope.MaxHopLimit), (envelope.Origin, envelope.Target, envelope.HopLimit));
        ReadOnlySpan<byte> payload = message.AsSpan(Envelope.Size);
        Assert.True(FrameRecords.TryTake(ref payload, out var headerAndFrame));
        Assert.Equal(frame, headerAndFrame[VirtioNetHeader.Size..].ToArray());
        Assert.True(payload.IsEmpty);
    }

    [Fact]
    public async Task A_link_is_greeted_with_a_hello_that_names_the_relay_and_its_tap()
    {
        await using var relay = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Name = "the one" });
        using var socket = await relay.OpenLinkAsync();

        var message = await ReceiveAsync(socket, MessageKind.Hello);

        Assert.True(Hello.TryRead(message.AsSpan(Envelope.Size), out var hello));
        Assert.Equal(("the one", "relay", "tap0", "02:00:00:00:00:01", 1500), (hello.Name, hello.Role, hello.Tap, hello.Mac, hello.Mtu));
    }

    [Fact]
    public async Task An_echo_is_answered_with_its_own_payload()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();
        var question = new byte[Envelope.Size + 8];
        new Envelope(MessageKind.Echo, false, 0, 0, 0, 77, 0, 1).Write(question);
        question[^1] = 42;

        await socket.SendAsync(question, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        var answer = await ReceiveAsync(socket, MessageKind.EchoAnswer);

        Assert.Equal(question[Envelope.Size..], answer[Envelope.Size..]);
    }

    [Fact]
    public async Task A_taken_port_is_an_error_that_names_it_and_leaves_nothing_running()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var relay = new Relay(new RelayOptions { Port = port }, new FakeTap("tap0", 2));

        var error = await Assert.ThrowsAsync<GelfException>(() => relay.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("PortTaken", error.ErrorId);
        Assert.Equal(port, error.Arguments["port"]);
    }

    [Fact]
    public async Task An_address_of_another_host_is_an_error()
    {
        await using var relay = new Relay(new RelayOptions { ListenAddress = IPAddress.Parse("192.0.2.1"), Port = 0 }, new FakeTap("tap0", 2));

        var error = await Assert.ThrowsAsync<GelfException>(() => relay.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("ListenAddressInvalid", error.ErrorId);
    }

    [Theory]
    [InlineData(-1, null, null, null, "PortInvalid")]
    [InlineData(65_536, null, null, null, "PortInvalid")]
    [InlineData(0, "with space", null, null, "TokenInvalid")]
    [InlineData(0, "", null, null, "TokenInvalid")]
    [InlineData(0, null, "", null, "RelayNameInvalid")]
    [InlineData(0, null, "bell\a", null, "RelayNameInvalid")]
    [InlineData(0, null, "  ", null, "RelayNameInvalid")]
    [InlineData(0, null, "turned\u202eround", null, "RelayNameInvalid")]
    [InlineData(0, null, null, "host:80/x", "AdvertiseAddressInvalid")]
    public void Options_that_cannot_be_right_are_errors(int port, string? token, string? name, string? advertise, string errorId)
    {
        var options = new RelayOptions { Port = port, Token = token, Name = name, AdvertiseAddress = advertise };

        var error = Assert.Throws<GelfException>(() => new Relay(options, new FakeTap("tap0", 2)));

        Assert.Equal(errorId, error.ErrorId);
    }

    [Theory]
    [InlineData("a\u202eb", "U+202E", "ab")]
    [InlineData("\U0001F468\u200d\U0001F469", "U+200D", "\U0001F468\U0001F469")]
    [InlineData("a\U000E0041", "U+E0041", "a")]
    [InlineData("\e[2Ja", "U+001B", "[2Ja")]
    public void The_error_over_a_name_that_hides_something_says_what_and_shows_the_rest(string name, string hidden, string visible)
    {
        var error = Assert.Throws<GelfException>(() => new Relay(new RelayOptions { Name = name }, new FakeTap("tap0", 2)));

        Assert.Equal((hidden, visible), (error.Arguments["hidden"], error.Arguments["visible"]));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_in_a_name_is_something_that_hides()
    {
        var error = Assert.Throws<GelfException>(() => new Relay(new RelayOptions { Name = "a" + '\ud800' }, new FakeTap("tap0", 2)));

        Assert.Equal(("U+D800", "a"), (error.Arguments["hidden"], error.Arguments["visible"]));
    }

    [Fact]
    public async Task A_stopped_relay_frees_its_port_and_its_tap_for_the_next()
    {
        var first = await RunningRelay.StartAsync();
        var port = first.Relay.Port;
        await first.DisposeAsync();

        await using var second = await RunningRelay.StartAsync(new RelayOptions { Port = port });

        Assert.Equal(port, second.Relay.Port);
        Assert.False(first.Tap.Carrier);
    }

    [Fact]
    public async Task A_relay_is_not_started_twice()
    {
        await using var relay = await RunningRelay.StartAsync();

        var error = await Assert.ThrowsAsync<GelfException>(() => relay.Relay.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("RelayStateInvalid", error.ErrorId);
    }

    [Fact]
    public async Task A_join_link_names_the_advertised_address_and_the_bound_port()
    {
        await using var relay = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Token = "abc", AdvertiseAddress = "relay.example" });

        Assert.Equal($"http://relay.example:{relay.Relay.Port}/#token=abc", relay.Relay.GetJoinLinks()[0]);
        Assert.DoesNotContain("abc", relay.Relay.GetPageUri().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("127.0.0.1", "relay.example", false)]
    public async Task Join_links_that_no_phone_can_open_are_told_once_and_are_no_warning(string listen, string? advertise, bool told)
    {
        var notices = new List<RelayNotice>();
        var options = new RelayOptions { ListenAddress = IPAddress.Parse(listen), Port = 0, AdvertiseAddress = advertise };
        await using var relay = new Relay(options, new FakeTap("tap0", 2));
        relay.Notice += notices.Add;

        await relay.StartAsync(TestContext.Current.CancellationToken);

        var about = notices.OfType<RelayNotice.JoinLinksStayHere>().ToList();
        Assert.Equal(told ? 1 : 0, about.Count);
        Assert.DoesNotContain(about, n => n.IsWarning);
    }

    [Fact]
    public async Task A_link_can_be_closed_from_the_relays_side()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);

        Assert.True(relay.Relay.Disconnect(relay.Relay.Links[0].Id));
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 0);
        Assert.False(relay.Relay.Disconnect(4711));
    }

    internal static async Task<byte[]> ReceiveAsync(ClientWebSocket socket, MessageKind kind)
    {
        var buffer = new byte[1 << 20];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(result.MessageType != WebSocketMessageType.Close, $"The link was closed: '{result.CloseStatusDescription}' ({result.CloseStatus}).");
            if (result.EndOfMessage && buffer[0] == (byte)kind)
                return buffer[..result.Count];
        }
    }
}
