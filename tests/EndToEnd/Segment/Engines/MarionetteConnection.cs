using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gelf.Tests.EndToEnd.Network;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>
/// Firefox's own remote protocol, on a port of the phone's loopback: JSON behind its length in decimal and a colon.
/// A command is [0, id, name, parameters], its answer [1, id, error, result].
/// </summary>
internal sealed class MarionetteConnection : IDisposable
{
    private const int Port = 2828;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly NetworkStream _stream;
    private int _lastId;

    private MarionetteConnection(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>Null as long as Firefox does not listen.</summary>
    internal static MarionetteConnection? TryOpen(NetworkNamespace phone)
    {
        var socket = NamespaceThread.Run(phone, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            socket.Dispose();
            return null;
        }
        var connection = new MarionetteConnection(socket);
        _ = connection.ReadAsync().WaitAsync(s_deadline).GetAwaiter().GetResult(); // it says which version it speaks
        return connection;
    }

    /// <summary>The answer's error and result, of which one is null.</summary>
    internal async Task<(JsonNode? Error, JsonNode? Result)> AskAsync(string command, JsonNode parameters)
    {
        var id = ++_lastId;
        var text = JsonSerializer.SerializeToUtf8Bytes(new JsonArray(0, id, command, parameters));
        await _stream.WriteAsync((byte[])[.. System.Text.Encoding.ASCII.GetBytes($"{text.Length}:"), .. text]);
        var answer = (await ReadAsync().WaitAsync(s_deadline)).AsArray();
        Assert.Equal(id, (int)answer[1]!);
        return (answer[2]?.DeepClone(), answer[3]?.DeepClone());
    }

    public void Dispose() => _stream.Dispose();

    private async Task<JsonNode> ReadAsync()
    {
        var length = 0;
        var digit = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(digit);
            if (digit[0] == ':')
                break;
            length = 10 * length + (digit[0] - '0');
        }
        var text = new byte[length];
        await _stream.ReadExactlyAsync(text);
        return JsonNode.Parse(text)!;
    }
}
