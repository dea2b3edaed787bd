using System.Management.Automation;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// Writes a job's notices, or its log, to its streams, in order. Nobody may ever receive them, so only the latest are kept; and a stream closes
/// when its job finishes, after which writing to it would throw.
/// </summary>
/// <remarks>
/// Whoever has a notice does not wait for it to be written: Receive-Job -Wait holds up the writer while a pager or a stopped terminal
/// holds up itself, and a relay whose threads stood still meanwhile would lose its peers.
/// </remarks>
internal sealed class NoticeStreams(Job job)
{
    internal const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<(JobStream Stream, string Message)> _waiting = []; // guarded by _gate
    private Task _writing = Task.CompletedTask; // guarded by _gate
    private bool _isWriting; // guarded by _gate
    private bool _isClosed; // guarded by _gate

    internal void Write(bool isWarning, string message) => Write(isWarning ? JobStream.Warning : JobStream.Information, message);

    internal void Write(JobStream stream, string message)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            if (_waiting.Count == Kept)
                _waiting.Dequeue();
            _waiting.Enqueue((stream, message));
            if (_isWriting)
                return;
            _isWriting = true;
            _writing = Task.Run(WriteWaiting);
        }
    }

    /// <summary>Returns when all notices so far are in the streams, or nobody has taken them for this long.</summary>
    internal async Task FlushAsync(TimeSpan patience)
    {
        Task writing;
        lock (_gate)
            writing = _writing;
        await writing.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes no more notices; otherwise as <see cref="FlushAsync"/>. Those that still wait then are lost.</summary>
    internal async Task CloseAsync(TimeSpan patience)
    {
        lock (_gate)
            _isClosed = true;
        await FlushAsync(patience).ConfigureAwait(false);
        lock (_gate)
            _waiting.Clear();
    }

    private void WriteWaiting()
    {
        while (true)
        {
            (JobStream Stream, string Message) notice;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out notice))
                {
                    _isWriting = false;
                    return;
                }
            }
            Append(notice.Stream, notice.Message);
        }
    }

    private void Append(JobStream stream, string message)
    {
        switch (stream)
        {
            case JobStream.Warning:
                Append(job.Warning, new WarningRecord(message));
                break;
            case JobStream.Verbose:
                Append(job.Verbose, new VerboseRecord(message));
                break;
            case JobStream.Debug:
                Append(job.Debug, new DebugRecord(message));
                break;
            default:
                Append(job.Information, Information(message));
                break;
        }
    }

    // Tagged as Write-Host tags its own, so that Receive-Job shows it.
    private InformationRecord Information(string message)
    {
        var record = new InformationRecord(new HostInformationMessage { Message = $"{job.Name}: {message}" }, job.Name);
        record.Tags.Add("PSHOST");
        return record;
    }

    private static void Append<T>(PSDataCollection<T> stream, T record)
    {
        try
        {
            while (stream.Count >= Kept)
                stream.RemoveAt(0);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Receive-Job took them between the two calls: there is room.
        }
        stream.Add(record);
    }
}
