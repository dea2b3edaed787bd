using System.Net.Sockets;

namespace Gelf.Tests.EndToEnd.Network;

/// <summary>All that goes over a host's interfaces, byte for byte (man 7 packet), as whoever holds the phone could record it.</summary>
internal sealed class Capture : IDisposable
{
    private const int ETH_P_ALL_NetworkOrder = 0x0300;
    private readonly Socket _socket;
    private readonly Thread _reader;
    private readonly MemoryStream _bytes = new();
    private volatile bool _stopped;

    internal Capture(NetworkNamespace host)
    {
        _socket = NamespaceThread.Run(host, () => new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)ETH_P_ALL_NetworkOrder));
        _socket.ReceiveBufferSize = 64 << 20;
        _socket.ReceiveTimeout = 100;
        _reader = new Thread(Read);
        _reader.Start();
    }

    internal long Length
    {
        get
        {
            lock (_bytes)
                return _bytes.Length;
        }
    }

    /// <summary>Whether the bytes went over an interface, within one packet.</summary>
    internal bool Holds(ReadOnlySpan<byte> wanted)
    {
        lock (_bytes)
            return _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length).IndexOf(wanted) >= 0;
    }

    public void Dispose()
    {
        _stopped = true;
        _reader.Join();
        _socket.Dispose();
    }

    private void Read()
    {
        var packet = new byte[1 << 17];
        while (!_stopped)
        {
            try
            {
                var length = _socket.Receive(packet);
                lock (_bytes)
                    _bytes.Write(packet, 0, length);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // Nothing came; look whether to stop.
            }
        }
    }
}
