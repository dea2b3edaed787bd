using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Gelf.Engine.Links;
using Gelf.Engine.Reporting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gelf.Engine.Web.Transport;

/// <summary>
/// One connection under Kestrel: two loops between its socket and Kestrel's pipes, which carry requests and answers. A link
/// takes the socket itself once it has been let in, for the pipes cost a copy of all that passes and hops between threads.
/// HTTP, TLS and limits stay Kestrel's.
/// </summary>
internal sealed class SocketConnection : DefaultConnectionContext, IDetachableConnection, IMemoryPoolFeature
{
    private const int PauseThreshold = 1024 * 1024;
    private const int ResumeThreshold = 512 * 1024;

    private readonly Reporter _report;
    private readonly SocketStream _stream;
    private readonly PipeReader _output;
    private readonly PipeWriter _input;
    private readonly CancellationTokenSource _closed = new();
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private volatile bool _detached;

    internal SocketConnection(Socket socket, MemoryPool<byte> pool, Reporter report)
        : base(Guid.NewGuid().ToString("N"))
    {
        _report = report;
        _stream = new SocketStream(socket);
        MemoryPool = pool;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        var options = new PipeOptions(pool, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, PauseThreshold, ResumeThreshold, useSynchronizationContext: false);
        var input = new Pipe(options);
        var output = new Pipe(options);
        Transport = new DuplexPipe(input.Reader, output.Writer);
        (_input, _output) = (input.Writer, output.Reader);
        Features.Set<IDetachableConnection>(this);
        Features.Set<IMemoryPoolFeature>(this);
    }

    public MemoryPool<byte> MemoryPool { get; }

    internal void Start()
    {
        _receiving = OwnThread.Run("gelf http", Receive);
        _sending = SendAsync();
    }

    public void StopReceiving() => _detached = true;

    public async Task<SocketStream> DetachAsync()
    {
        // The loop then sends what is there, and ends.
        _output.CancelPendingRead();
        await _sending.ConfigureAwait(false);
        return _stream;
    }

    public override void Abort(ConnectionAbortedException abortReason) => _stream.Dispose();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        await _output.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private bool Receive()
    {
        Exception? error = null;
        try
        {
            while (true)
            {
                // Waited for without memory: a connection that says nothing holds none.
                _stream.WaitToReceive();
                if (_detached)
                    return false; // The request that took the socket goes on, so Kestrel must not see an end.
                var length = _stream.Receive(_input.GetSpan());
                if (length == 0)
                    break;
                _input.Advance(length);
                var flushing = _input.FlushAsync();
                if ((flushing.IsCompleted ? flushing.GetAwaiter().GetResult() : flushing.AsTask().GetAwaiter().GetResult()).IsCompleted)
                    break;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            error = new ConnectionResetException(e.Message, e);
        }
        catch (Exception e)
        {
            error = e;
            _report.Fault(NodePart.WebServer, e);
        }
        _input.Complete(error);
        _ = _closed.CancelAsync(); // its callbacks run in the pool
        return true;
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var result = await _output.ReadAsync().ConfigureAwait(false);
                foreach (var part in result.Buffer)
                    await _stream.WriteAsync(part).ConfigureAwait(false);
                _output.AdvanceTo(result.Buffer.End);
                if (result.IsCanceled || result.IsCompleted)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The other end is gone; Kestrel learns it from its next flush, and from the receiving side.
            await _output.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _report.Fault(NodePart.WebServer, e);
            await _output.CompleteAsync(e).ConfigureAwait(false);
        }
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
