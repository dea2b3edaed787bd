using System.Net;
using System.Net.Sockets;

namespace Gelf.Tests.EndToEnd.Devices;

/// <summary>Sends whole Ethernet frames out of an interface (man 7 packet).</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Packet, SocketType.Raw, ProtocolType.Unspecified);
    private readonly LinkLayerEndPoint _interface;

    internal RawSocket(int interfaceIndex) => _interface = new LinkLayerEndPoint(interfaceIndex);

    internal void Send(byte[] frame) => _socket.SendTo(frame, _interface);

    public void Dispose() => _socket.Dispose();

    /// <summary>struct sockaddr_ll.</summary>
    private sealed class LinkLayerEndPoint(int interfaceIndex) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BitConverter.TryWriteBytes(address.Buffer.Span[4..], interfaceIndex);
            return address;
        }
    }
}
