using Gelf.Engine.Reporting;

namespace Gelf.Engine.Web.Transport;

// What Kestrel answers is sent.
internal sealed partial class SocketConnection
{
    private TaskCompletionSource? _canSend; // guarded by _gate

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var result = await _output.ReadAsync().ConfigureAwait(false);
                foreach (var part in result.Buffer)
                    await SendAsync(part).ConfigureAwait(false);
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

    private async ValueTask SendAsync(ReadOnlyMemory<byte> part)
    {
        while (true)
        {
            var sent = _stream.TrySend(part.Span);
            if (sent > 0)
                _place?.Move();
            part = part[sent..];
            if (part.IsEmpty)
                return;
            await WaitToSendAsync().ConfigureAwait(false);
        }
    }

    private Task WaitToSendAsync()
    {
        lock (_gate)
        {
            if (_polledAs == 0) // whatever ended that, the next attempt tells
                return Task.CompletedTask;
            _canSend = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            SetPolling();
            return _canSend.Task;
        }
    }

    /// <summary>Whoever calls holds <see cref="_gate"/>.</summary>
    private void EndWaitingToSend()
    {
        if (_canSend is null)
            return;
        _canSend.SetResult();
        _canSend = null;
        SetPolling();
    }
}
