using System.Net;
using System.Net.Sockets;

namespace Gelf.Tests.EndToEnd.Network;

/// <summary>A host that holds requests of which it has sent a half, and dials anew whatever is dropped.</summary>
internal sealed class Stranger : IDisposable
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(20);

    private readonly IPEndPoint _to;
    private readonly Socket?[] _held;
    private readonly ManualResetEventSlim _ending = new();
    private readonly Task _running;
    private int _rounds;

    internal Stranger(NetworkNamespace host, IPEndPoint to, int count)
    {
        (_to, _held) = (to, new Socket?[count]);
        _running = Task.Factory.StartNew(() => NamespaceThread.Run(host, Run), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Eventually.True(() => Volatile.Read(ref _rounds) >= 2);
    }

    public void Dispose()
    {
        _ending.Set();
        _running.GetAwaiter().GetResult();
        foreach (var socket in _held)
            socket?.Dispose();
        _ending.Dispose();
    }

    private int Run()
    {
        do
        {
            for (var i = 0; i < _held.Length && !_ending.IsSet; i++)
            {
                if (_held[i] is { } socket && TrySend(socket, "x"u8))
                    continue;
                _held[i]?.Dispose();
                _held[i] = TryDial();
            }
        }
        while (Interlocked.Increment(ref _rounds) > 0 && !_ending.Wait(s_round));
        return _rounds;
    }

    private Socket? TryDial()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendTimeout = 1000 };
        try
        {
            socket.Connect(_to);
            if (TrySend(socket, "GET / HTTP/1.1\r\nHost: relay\r\nX-Long: "u8))
                return socket;
        }
        catch (SocketException)
        {
            // Once more in the next round.
        }
        socket.Dispose();
        return null;
    }

    private static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return socket.Send(bytes) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
