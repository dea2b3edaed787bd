using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gelf.Tests.Unit.Web;

/// <summary>What somebody without the token does with a connection.</summary>
public enum Stubbornness
{
    /// <summary>Says nothing.</summary>
    Silent,
    /// <summary>Begins a request, and adds a letter to it now and then.</summary>
    HalfSent,
    /// <summary>Asks for much at once, and reads nothing.</summary>
    NeverRead,
    /// <summary>The same, and asks for the connection to be closed then.</summary>
    NeverReadToTheEnd,
}

/// <summary>Somebody without the token, who holds connections from one address, and dials anew whatever is dropped.</summary>
internal sealed class Stranger : IDisposable
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(20);

    private readonly IPEndPoint _from;
    private readonly IPEndPoint _to;
    private readonly Stubbornness _kind;
    private readonly bool _comesBack;
    private readonly Socket?[] _held;
    private readonly ManualResetEventSlim _ending = new();
    private readonly Thread _thread;
    private int _rounds;

    internal Stranger(IPAddress from, int port, Stubbornness kind, int count, bool comesBack = true)
    {
        (_from, _to) = (new IPEndPoint(from, 0), new IPEndPoint(IPAddress.Loopback, port));
        (_kind, _comesBack, _held) = (kind, comesBack, new Socket?[count]);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Waits until each connection was tried twice.</summary>
    internal Task BusyAsync() => Eventually.TrueAsync(() => Volatile.Read(ref _rounds) >= 2, 60);

    /// <summary>Keeps what it holds, and dials no more.</summary>
    internal void Rest()
    {
        _ending.Set();
        _thread.Join();
    }

    public void Dispose()
    {
        Rest();
        foreach (var socket in _held)
            socket?.Dispose();
        _ending.Dispose();
    }

    private void Run()
    {
        do
        {
            for (var i = 0; i < _held.Length && !_ending.IsSet; i++)
                if (_held[i] is not { } socket)
                    _held[i] = _comesBack || _rounds == 0 ? TryDial() : null;
                else if (!IsHeld(socket))
                {
                    socket.Dispose();
                    _held[i] = null;
                }
            Interlocked.Increment(ref _rounds);
        }
        while (!_ending.Wait(s_round));
    }

    private Socket? TryDial()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        try
        {
            socket.Bind(_from);
            socket.Connect(_to);
            socket.Blocking = false;
            socket.Send(Encoding.ASCII.GetBytes(_kind switch
            {
                Stubbornness.Silent => "",
                Stubbornness.HalfSent => "GET / HTTP/1.1\r\nHost: relay\r\nX-Long: ",
                _ => Requests(),
            }));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private string Requests()
    {
        var requests = new StringBuilder();
        for (var i = 0; i < 100; i++)
            requests.Append("GET /page.js HTTP/1.1\r\nHost: relay\r\n").Append(i == 99 && _kind == Stubbornness.NeverReadToTheEnd ? "Connection: close\r\n\r\n" : "\r\n");
        return requests.ToString();
    }

    private bool IsHeld(Socket socket)
    {
        try
        {
            if (_kind == Stubbornness.HalfSent)
                socket.Send("x"u8);
            // What is never read hides the end of the connection, but not a reset.
            return !socket.Poll(0, SelectMode.SelectError) && (!socket.Poll(0, SelectMode.SelectRead) || socket.Available > 0);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.WouldBlock;
        }
    }
}
