using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gelf.Tests.EndToEnd.Network;

/// <summary>Serves one text over HTTP on a host of the test, and fetches it from another.</summary>
internal sealed class TextServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Task _serving;

    internal TextServer(NetworkNamespace host, IPAddress address, string text)
    {
        _listener = NamespaceThread.Run(host, () =>
        {
            var listener = new TcpListener(address, 0);
            listener.Start();
            return listener;
        });
        _serving = ServeAsync(text);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Gets it, from a socket of another host.</summary>
    internal string FetchFrom(NetworkNamespace host)
    {
        using var client = NamespaceThread.Run(host, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Connect((IPEndPoint)_listener.LocalEndpoint);
        using var stream = new NetworkStream(client);
        stream.Write("GET / HTTP/1.1\r\nHost: gelf\r\nConnection: close\r\n\r\n"u8);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
    }

    private async Task ServeAsync(string text)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
