using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Gelf.Engine.Web.Transport;

/// <summary>Kestrel's way to sockets: as its own, but that a connection can be taken out from under it (<see cref="SocketConnection"/>).</summary>
/// <param name="pool">Where the connections' memory comes from.</param>
/// <param name="fail">Told why a listener takes no more connections, if it was not told to.</param>
internal sealed class SocketTransport(MemoryPool<byte> pool, Action<Exception> fail) : IConnectionListenerFactory
{
    private const int Backlog = 512;
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(200);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As Kestrel does: an address of all hosts takes IPv4 and IPv6.
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            if (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException(e.Message, e);
            throw;
        }
        return new ValueTask<IConnectionListener>(new Listener(socket, pool, fail));
    }

    private sealed class Listener(Socket socket, MemoryPool<byte> pool, Action<Exception> fail) : IConnectionListener
    {
        private volatile bool _unbound;

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                    accepted.NoDelay = true;
                    var connection = new SocketConnection(accepted, pool);
                    connection.Start();
                    return connection;
                }
                catch (Exception e) when (_unbound && e is ObjectDisposedException or SocketException)
                {
                    return null;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    // It will be the same in a moment, and the next: until somebody has closed something.
                    await Task.Delay(s_breath, cancellationToken).ConfigureAwait(false);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.InvalidArgument or SocketError.NotSocket)
                {
                    fail(e); // it listens no more
                    return null;
                }
                catch (SocketException)
                {
                    // One that was gone before it was accepted; the next may be a good one.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound = true;
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
