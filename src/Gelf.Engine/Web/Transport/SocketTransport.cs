using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Reporting;
using Microsoft.AspNetCore.Connections;

namespace Gelf.Engine.Web.Transport;

/// <summary>Kestrel's way to sockets: as its own, but that a connection can be taken out from under it (<see cref="SocketConnection"/>).</summary>
/// <param name="fail">Told why a listener takes no more connections, if it was not told to.</param>
/// <param name="report">Told what nobody expected.</param>
/// <param name="strangers">Has the places for connections.</param>
/// <param name="connect">Makes a connection of a socket, which owns it from then on.</param>
/// <param name="accept">How to accept; null: as the system does.</param>
internal sealed class SocketTransport(
    Action<Exception> fail,
    Reporter report,
    Strangers strangers,
    Func<Socket, SocketPoller, SocketConnection> connect,
    Func<Socket, CancellationToken, ValueTask<Socket>>? accept = null) : IConnectionListenerFactory
{
    private const int Backlog = 4096; // as many as the kernel takes by default: who waits there has not been seen yet
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
        try
        {
            return new ValueTask<IConnectionListener>(new Listener(socket, new SocketPoller(strangers.EndOverdue, report), fail, report, strangers, connect, accept ?? Accept));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ValueTask<Socket> Accept(Socket socket, CancellationToken cancellationToken) => socket.AcceptAsync(cancellationToken);

    private sealed class Listener(
        Socket socket,
        SocketPoller poller,
        Action<Exception> fail,
        Reporter report,
        Strangers strangers,
        Func<Socket, SocketPoller, SocketConnection> connect,
        Func<Socket, CancellationToken, ValueTask<Socket>> accept) : IConnectionListener
    {
        private volatile bool _unbound;

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        /// <summary>Goes on whatever fails, as long as the socket listens: Kestrel would accept no more, and say so nowhere.</summary>
        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    await strangers.WaitForEndsAsync(cancellationToken).ConfigureAwait(false);
                    if (await AcceptSocketAsync(cancellationToken).ConfigureAwait(false) is not { } accepted)
                        return null;
                    if (IsTurnedAway(accepted))
                        continue;
                    if (TryStart(accepted) is { } connection)
                        return connection;
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    report.Fault(NodePart.Accepting, e);
                }
                await Task.Delay(s_breath, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Null: it listens no more.</summary>
        private async ValueTask<Socket?> AcceptSocketAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                try
                {
                    return await accept(socket, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (_unbound && e is ObjectDisposedException or SocketException)
                {
                    return null;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    report.TellAtTimes(new RelayNotice.AcceptingWaits(e.Message));
                    // Without that it will be the same in a moment, and the next: until somebody has closed something.
                    if (!strangers.TryMakeRoom())
                        await Task.Delay(s_breath, cancellationToken).ConfigureAwait(false);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.InvalidArgument or SocketError.NotSocket)
                {
                    fail(e);
                    return null;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
                {
                    // One that was gone before it was accepted; the next may be a good one.
                }
            }
        }

        private bool IsTurnedAway(Socket accepted)
        {
            if (accepted.RemoteEndPoint is not IPEndPoint remote || !strangers.IsTurnedAway(remote.Address))
                return false;
            accepted.Close(0);
            return true;
        }

        private SocketConnection? TryStart(Socket accepted)
        {
            try
            {
                accepted.NoDelay = true;
                var connection = connect(accepted, poller);
                connection.Start();
                return connection;
            }
            catch (Exception e)
            {
                accepted.Dispose();
                report.Fault(NodePart.Accepting, e);
                return null;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound = true;
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            await UnbindAsync().ConfigureAwait(false);
            poller.Dispose();
        }
    }
}
