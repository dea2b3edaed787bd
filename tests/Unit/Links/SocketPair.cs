using System.Net;
using System.Net.Sockets;

namespace Gelf.Tests.Unit.Links;

/// <summary>Both ends of a connection over loopback.</summary>
internal static class SocketPair
{
    internal static (Socket Dialled, Socket Accepted) Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var dialled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dialled.Connect(listener.LocalEndPoint!);
        return (dialled, listener.Accept());
    }
}
