using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gelf.Engine.Links;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gelf.Engine.Web.Transport;

/// <summary>
/// One connection under Kestrel: what comes on its socket goes into a pipe of Kestrel's, in the poller's thread, and what Kestrel
/// answers is sent. A link takes the socket itself once it has been let in, for the pipes cost a copy of all that passes and hops
/// between threads. HTTP and TLS stay Kestrel's.
/// </summary>
internal sealed partial class SocketConnection : DefaultConnectionContext, IDetachableConnection, IMemoryPoolFeature, SocketPoller.IPolled
{
    // Only what comes on a link over TLS is more than a stranger may send.
    private const int InputPause = 1024 * 1024;
    private const int OutputPause = 64 * 1024;

    /// <summary>What the kernel takes of an answer before it can send it: by itself, it takes up to 4 MiB of what is never read.</summary>
    private const int MostUnsent = 64 * 1024;

    private static readonly TimeSpan s_detachTimeout = TimeSpan.FromSeconds(10);

    private readonly SocketPoller _poller;
    private readonly Strangers _strangers;
    private readonly Reporter _report;
    private readonly Socket _socket;
    private readonly SocketStream _stream;
    private readonly ConnectionMemory _memory;
    private readonly PipeReader _output;
    private readonly PipeWriter _input;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private Task _sending = Task.CompletedTask;
    private volatile Strangers.Place? _place;

    // Guarded by _gate.
    private long _polledAs;
    private bool _isTaken; // a link receives, or is about to
    private bool _isLink;
    private bool _isCut;

    /// <param name="socket">The socket, which it owns.</param>
    /// <param name="poller">Waits for it.</param>
    /// <param name="strangers">Has the places for those without the token.</param>
    /// <param name="small">Memory for a stranger.</param>
    /// <param name="large">Memory for a link.</param>
    /// <param name="report">Told what nobody expected.</param>
    internal SocketConnection(Socket socket, SocketPoller poller, Strangers strangers, MemoryPool<byte> small, MemoryPool<byte> large, Reporter report)
        : base(Guid.NewGuid().ToString("N"))
    {
        (_socket, _poller, _strangers, _report) = (socket, poller, strangers, report);
        _stream = new SocketStream(socket);
        SetMostUnsent(MostUnsent);
        _memory = new ConnectionMemory(small, large);
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        var input = new Pipe(Options(InputPause));
        var output = new Pipe(Options(OutputPause));
        Transport = new DuplexPipe(input.Reader, output.Writer);
        (_input, _output) = (input.Writer, output.Reader);
        Features.Set<IDetachableConnection>(this);
        Features.Set<IMemoryPoolFeature>(this);
    }

    public MemoryPool<byte> MemoryPool => _memory;

    internal void Start()
    {
        _place = EnterStrangers();
        try
        {
            lock (_gate)
                if (!_isCut)
                    _polledAs = _poller.Add(_socket.SafeHandle, this);
            _sending = SendAsync();
        }
        catch
        {
            Cut();
            _place.End();
            throw;
        }
    }

    public bool TryBecomeLink()
    {
        if (!_place!.TryLeave())
            return false;
        _memory.BecomeLink();
        lock (_gate)
        {
            _isLink = true;
            if (!_isCut)
                SetMostUnsent(0); // what the system has for all
        }
        return true;
    }

    public void StopReceiving()
    {
        lock (_gate)
        {
            _isTaken = true;
            if (_receives)
                PauseReceiving();
        }
    }

    public async Task<SocketStream?> DetachAsync()
    {
        // The loop then sends what is there, and ends.
        _output.CancelPendingRead();
        try
        {
            await _sending.WaitAsync(s_detachTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Cut(); // whoever shows the token and reads no answer
        }
        lock (_gate)
        {
            StopPolling();
            return _isCut ? null : _stream;
        }
    }

    public void EndLink()
    {
        lock (_gate)
        {
            if (_isCut || (_isTaken && _sending.IsCompleted))
                return; // closed, or closed by the link
            if (_isTaken)
                EndInput(null); // nothing receives any more
            _isTaken = false;
        }
        _place = EnterStrangers();
    }

    public override void Abort(ConnectionAbortedException abortReason) => Cut();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false); // a client that does not read the rest is cut off in the end
        lock (_gate)
        {
            EndInput(null);
            StopPolling();
        }
        await _output.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _place?.End();
        await _closed.CancelAsync().ConfigureAwait(false);
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    void SocketPoller.IPolled.OnReady(bool canReceive, bool canSend, bool isBroken)
    {
        try
        {
            lock (_gate)
            {
                if (canSend || isBroken)
                    EndWaitingToSend();
                if (isBroken)
                    StopPolling(); // or it would be told again and again
                if (canReceive && _receives)
                    Receive();
                if (isBroken && !_isTaken)
                    EndInput(new ConnectionResetException("The connection is broken."));
            }
        }
        catch (Exception e)
        {
            _report.Fault(NodePart.WebServer, e);
            lock (_gate)
                EndInput(e);
        }
    }

    private Strangers.Place EnterStrangers() => _strangers.Enter((RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None, Cut);

    /// <summary>Closes the connection at once, with a reset: what was not sent is not kept by the kernel either.</summary>
    private void Cut()
    {
        lock (_gate)
        {
            if (_isCut)
                return;
            _isCut = true;
            StopPolling();
            EndWaitingToSend();
            if (!_isTaken)
            {
                EndInput(new ConnectionAbortedException());
                Reset();
            }
        }
        _stream.Dispose();
    }

    private void SetMostUnsent(int bytes) =>
        _socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, Libc.TCP_NOTSENT_LOWAT, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));

    private void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    // Whoever calls these holds _gate.

    private void SetPolling()
    {
        if (_polledAs != 0)
            _poller.Change(_socket.SafeHandle, _polledAs, _receives, _canSend is not null);
    }

    private void StopPolling()
    {
        if (_polledAs != 0)
            _poller.Remove(_socket.SafeHandle, _polledAs);
        _polledAs = 0;
    }

    private PipeOptions Options(int pause) => new(_memory, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, pause, pause / 2, useSynchronizationContext: false);

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
