using System.Management.Automation;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// Writes a job's notices to its streams. Nobody may ever receive them, so only the latest are kept; and a stream closes when
/// its job finishes, after which writing to it would throw.
/// </summary>
internal sealed class NoticeStreams(Job job)
{
    internal const int Kept = 1000;

    private readonly Lock _gate = new();
    private bool _closed;

    internal void Write(bool isWarning, string message)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            if (isWarning)
                Append(job.Warning, new WarningRecord(message));
            else
                Append(job.Information, Information(message));
        }
    }

    internal void Close()
    {
        lock (_gate)
            _closed = true;
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
