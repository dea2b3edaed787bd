using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Reporting;
using Microsoft.AspNetCore.Connections;

namespace Gelf.Engine.Web.Transport;

/// <summary>Kestrel's way to sockets: as its own, but that a connection can be taken out from under it (<see cref="SocketConnection"/>).</summary>
/// <param name="fail">Told why a listener takes no more connections, if it was not told to.</param>
/// <param name="report">Told what nobody expected.</param>
/// <param name="connect">Makes a connection of a socket, which owns it from then on.</param>
internal sealed class SocketTransport(Action<Exception> fail, Reporter report, Func<Socket, SocketConnection> connect) : IConnectionListenerFactory
{
    private const int Backlog = 512;
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(200);
    private const int MostFailures = 20; // in a row, a breath apart

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
        return new ValueTask<IConnectionListener>(new Listener(socket, fail, report, connect));
    }

    private sealed class Listener(Socket socket, Action<Exception> fail, Reporter report, Func<Socket, SocketConnection> connect) : IConnectionListener
    {
        private int _failures; // in a row
        private volatile bool _unbound;

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var connection = Start(await socket.AcceptAsync(cancellationToken).ConfigureAwait(false));
                    _failures = 0;
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
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    // Kestrel would accept no more, and say so nowhere.
                    report.Fault(NodePart.Accepting, e);
                    if (++_failures == MostFailures)
                    {
                        fail(e);
                        return null;
                    }
                    await Task.Delay(s_breath, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        private SocketConnection Start(Socket accepted)
        {
            try
            {
                accepted.NoDelay = true;
                var connection = connect(accepted);
                connection.Start();
                return connection;
            }
            catch
            {
                accepted.Dispose();
                throw;
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
