using System.Net;
using System.Net.WebSockets;

namespace Gelf.Tests.Unit.Web;

public sealed class LinkEndpointTests
{
    private static readonly HttpClient s_http = new();

    [Theory]
    [InlineData(null)]
    [InlineData("gelf.1")]
    [InlineData("gelf.1, gelf.token.")]
    [InlineData("gelf.1, gelf.token.wrong")]
    [InlineData("gelf.token.wrong, gelf.1")]
    public async Task Without_the_token_or_with_a_wrong_one_link_answers_401(string? protocols)
    {
        await using var relay = await RunningRelay.StartAsync();

        using var response = await s_http.SendAsync(Upgrade(relay, protocols), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain(relay.Relay.Token, response.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_with_more_behind_it_is_a_wrong_one()
    {
        await using var relay = await RunningRelay.StartAsync();

        using var response = await s_http.SendAsync(Upgrade(relay, $"gelf.1, gelf.token.{relay.Relay.Token}x"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_version_that_is_not_known_gets_400_and_the_versions_spoken()
    {
        await using var relay = await RunningRelay.StartAsync();

        using var response = await s_http.SendAsync(Upgrade(relay, $"gelf.7, gelf.token.{relay.Relay.Token}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("gelf.1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_relay_can_read_which_versions_are_spoken_but_not_whether_a_token_is_right()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{relay.Address}/link");
        request.Headers.Add("Origin", "http://10.0.0.1:7001");

        using var response = await s_http.SendAsync(request, TestContext.Current.CancellationToken);
        using var preflight = await s_http.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, request.RequestUri) { Headers = { { "Origin", "http://10.0.0.1:7001" }, { "Access-Control-Request-Headers", "sec-websocket-protocol" } } },
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("gelf.1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task The_token_without_a_WebSocket_gets_426()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{relay.Address}/link");
        request.Headers.Add("Sec-WebSocket-Protocol", $"gelf.1, gelf.token.{relay.Relay.Token}");

        using var response = await s_http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Fact]
    public async Task With_the_token_a_link_opens_and_speaks_gelf_1()
    {
        await using var relay = await RunningRelay.StartAsync();

        using var socket = await relay.OpenLinkAsync();

        Assert.Equal("gelf.1", socket.SubProtocol);
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);
    }

    [Fact]
    public async Task A_message_of_more_than_1_MiB_closes_the_link_and_says_why()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();

        await socket.SendAsync(new byte[(1 << 20) + 1], WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        var close = await ReceiveCloseAsync(socket);

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, close);
        Assert.Equal(1, relay.Relay.GetStats().DroppedMalformed);
    }

    [Theory]
    [InlineData(WebSocketMessageType.Text)]
    [InlineData(WebSocketMessageType.Binary)]
    public async Task Sixteen_messages_that_are_none_close_the_link_and_each_is_counted(WebSocketMessageType type)
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();

        for (var i = 0; i < 16; i++)
            await socket.SendAsync("no envelope"u8.ToArray(), type, true, TestContext.Current.CancellationToken);
        var close = await ReceiveCloseAsync(socket);

        Assert.Equal(WebSocketCloseStatus.ProtocolError, close);
        Assert.Equal("too many malformed messages", socket.CloseStatusDescription);
        Assert.Equal(16, relay.Relay.GetStats().DroppedMalformed);
    }

    [Fact]
    public async Task A_link_more_than_a_relay_can_have_is_told_so()
    {
        await using var relay = await RunningRelay.StartAsync();
        var sockets = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < 64; i++)
                sockets.Add(await relay.OpenLinkAsync());
            await Eventually.TrueAsync(() => relay.Relay.Links.Count == 64);

            using var more = await relay.OpenLinkAsync();
            var close = await ReceiveCloseAsync(more);

            Assert.Equal((WebSocketCloseStatus)1013, close);
            Assert.Equal("the relay has as many links as it can have", more.CloseStatusDescription);
            Assert.Equal(64, relay.Relay.Links.Count);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    [Fact]
    public async Task A_relay_that_stops_says_bye_and_closes_its_links_as_going_away()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);

        var stopping = relay.Relay.StopAsync();
        var kinds = new List<byte>();
        var close = await ReceiveCloseAsync(socket, kinds);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stopping;

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, close);
        Assert.Equal(0x11, kinds[^1]);
        Assert.Empty(relay.Relay.Links);
    }

    [Fact]
    public async Task A_link_whose_other_end_neither_reads_nor_answers_does_not_hold_the_stop_up()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var socket = await relay.OpenLinkAsync();
        await Eventually.TrueAsync(() => relay.Relay.Links.Count == 1);

        await relay.Relay.StopAsync().WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        Assert.True(relay.Relay.Completion.IsCompletedSuccessfully);
    }

    private static HttpRequestMessage Upgrade(RunningRelay relay, string? protocols)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://{relay.Address}/link");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        if (protocols is not null)
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", protocols);
        return request;
    }

    private static async Task<WebSocketCloseStatus?> ReceiveCloseAsync(ClientWebSocket socket, List<byte>? kinds = null)
    {
        var buffer = new byte[1 << 16];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
                return socket.CloseStatus;
            kinds?.Add(buffer[0]);
        }
    }
}
