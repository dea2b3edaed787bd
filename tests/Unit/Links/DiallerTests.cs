using System.Net;
using System.Net.Sockets;
using System.Text;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.Unit.Links;

/// <summary>What answers where a relay was dialled, and is none.</summary>
public sealed class DiallerTests
{
    private const string Token = "the-token";

    [Theory]
    [InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_redirect_is_told_and_not_followed_so_the_third_host_sees_no_token(int status)
    {
        using var third = Listen();
        using var asked = Listen();
        var heard = AnswerAsync(third, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var answering = AnswerAsync(asked, $"HTTP/1.1 {status} Moved\r\nLocation: http://{third.LocalEndpoint}/link?x=y#z\r\nContent-Length: 0\r\n\r\n");

        var error = await Assert.ThrowsAsync<GelfException>(() => DialAsync(asked));

        Assert.Contains(Token, await answering, StringComparison.Ordinal);
        Assert.False(third.Pending() || heard.IsCompleted, "The third host was dialled.");
        Assert.Equal(("LinkRedirected", $"http://{third.LocalEndpoint}"), (error.ErrorId, error.Arguments["location"]));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Location: /elsewhere\r\n", "http://127.0.0.1")]
    [InlineData("Location: http://[\r\n", "")]
    [InlineData("Location: mailto:someone\r\n", "")]
    [InlineData($"Location: http://{Token}.example/\r\n", "")]
    [InlineData($"Location: http://user:{Token}@relay.example/\r\n", "http://relay.example:80")]
    [InlineData("Location: https://\u00e9.example:7001/\r\n", "https://xn--9ca.example:7001")]
    public async Task Of_where_a_redirect_leads_only_scheme_host_and_port_are_told(string header, string told)
    {
        using var asked = Listen();
        var answering = AnswerAsync(asked, $"HTTP/1.1 302 Found\r\n{header}Content-Length: 0\r\n\r\n");

        var error = await Assert.ThrowsAsync<GelfException>(() => DialAsync(asked));

        await answering;
        Assert.Equal("LinkRedirected", error.ErrorId);
        Assert.StartsWith(told, (string)error.Arguments["location"], StringComparison.Ordinal);
        Assert.True(told.Length > 0 || error.Arguments["location"] is "");
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static async Task DialAsync(TcpListener asked)
    {
        var (socket, _) = await Dialler.DialAsync(JoinLink.Parse($"http://{asked.LocalEndpoint}/#token={Token}"), TestContext.Current.CancellationToken);
        socket.Dispose();
    }

    /// <summary>Answers the first request that comes, and returns it.</summary>
    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var length = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (length == 0)
                break;
            request.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), TestContext.Current.CancellationToken);
        return request.ToString();
    }
}
