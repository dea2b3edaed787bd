using System.IO.Pipelines;
using Gelf.Engine.Reporting;
using Microsoft.AspNetCore.Connections;

namespace Gelf.Engine.Web.Transport;

// What comes on the socket goes into Kestrel's pipe. Whoever calls holds _gate.
internal sealed partial class SocketConnection
{
    /// <summary>All that a stranger may send in one connection: more requests than a page makes.</summary>
    private const int MostFromStranger = 32 * 1024;

    private bool _receives = true; // false: it waits for Kestrel, has ended, or a link does it
    private bool _inputEnded;
    private int _received;

    private void Receive()
    {
        var memory = _input.GetSpan();
        if (!_isLink)
            memory = memory[..Math.Min(memory.Length, MostFromStranger - _received)];
        int length;
        try
        {
            length = _stream.TryReceive(memory);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            EndInput(new ConnectionResetException(e.Message, e));
            return;
        }
        if (length < 0)
            return;
        if (length == 0)
        {
            EndInput(null);
            return;
        }
        _place?.Move();
        _input.Advance(length);
        var flushing = _input.FlushAsync();
        if (!_isLink && (_received += length) == MostFromStranger)
        {
            EndInput(null); // Kestrel answers what is there, and closes
            return;
        }
        if (!flushing.IsCompleted)
        {
            PauseReceiving();
            _ = ResumeAsync(flushing);
        }
        else if (flushing.GetAwaiter().GetResult().IsCompleted)
            EndInput(null);
    }

    private async Task ResumeAsync(ValueTask<FlushResult> flushing)
    {
        try
        {
            var isOver = (await flushing.ConfigureAwait(false)).IsCompleted;
            lock (_gate)
                if (isOver)
                    EndInput(null);
                else if (!_inputEnded && !_isTaken)
                {
                    _receives = true;
                    SetPolling();
                }
        }
        catch (Exception e)
        {
            _report.Fault(NodePart.WebServer, e);
            Cut();
        }
    }

    private void PauseReceiving()
    {
        _receives = false;
        SetPolling();
    }

    private void EndInput(Exception? error)
    {
        if (_inputEnded)
            return;
        _inputEnded = true;
        PauseReceiving();
        _input.Complete(error);
        _ = _closed.CancelAsync(); // its callbacks run in the pool
    }
}
