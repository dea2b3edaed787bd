using System.Net;
using Gelf.Engine.Hosting;

namespace Gelf.Tests.Unit.Web;

public sealed class PageTests
{
    private static readonly HttpClient s_http = new();

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/worker.js", "text/javascript")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/licences.txt", "text/plain")]
    public async Task The_page_is_served_whole_with_a_policy_that_lets_nothing_in_from_elsewhere(string path, string type)
    {
        await using var relay = await RunningRelay.StartAsync();

        using var response = await s_http.GetAsync(new Uri($"http://{relay.Address}{path}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain(relay.Relay.Token, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_page_takes_less_than_150_KiB_compressed()
    {
        await using var relay = await RunningRelay.StartAsync();

        var compressed = 0L;
        foreach (var path in typeof(Relay).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{relay.Address}/{path["page/".Length..]}");
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using var response = await s_http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
            compressed += (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        Assert.InRange(compressed, 10 * 1024, 150 * 1024);
    }

    [Fact]
    public async Task What_is_compressed_is_the_same_file_and_goes_only_to_who_can_read_it()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var expanding = new HttpClient(new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.GZip });
        var address = new Uri($"http://{relay.Address}/page.js");

        using var plain = await s_http.GetAsync(address, TestContext.Current.CancellationToken);
        using var compressed = await expanding.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
        Assert.Equal("Accept-Encoding", compressed.Headers.Vary.Single());
        Assert.Equal(
            await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            await compressed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/../Gelf.psd1")]
    [InlineData("/page/index.html")]
    public async Task What_is_no_part_of_the_page_gets_404(string path)
    {
        await using var relay = await RunningRelay.StartAsync();

        using var response = await s_http.GetAsync(new Uri($"http://{relay.Address}{path}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_page_that_the_browser_has_already_is_not_sent_again()
    {
        await using var relay = await RunningRelay.StartAsync();
        using var first = await s_http.GetAsync(new Uri($"http://{relay.Address}/"), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{relay.Address}/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await s_http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task The_page_takes_no_posts()
    {
        await using var relay = await RunningRelay.StartAsync();

        using var response = await s_http.PostAsync(new Uri($"http://{relay.Address}/"), null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }
}
