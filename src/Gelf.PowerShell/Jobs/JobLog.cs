using System.Collections.Concurrent;
using Gelf.Engine.Reporting;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// Where the log of a job's relay or wire goes: to the cmdlet that wants it, while that runs, otherwise into the job's Verbose and
/// Debug streams. Nothing is logged until a cmdlet wants it; what one has wanted goes on after it.
/// </summary>
internal sealed class JobLog(NoticeStreams streams)
{
    private readonly Lock _gate = new();
    private GelfLogLevel? _level; // guarded by _gate
    private ConcurrentQueue<Line>? _shown; // guarded by _gate; what waits for a cmdlet's own thread, which alone may write to its streams

    /// <summary>Told what is wanted, whenever it is more than before.</summary>
    internal Action<GelfLogLevel>? Wanted { get; set; }

    internal readonly record struct Line(JobStream Stream, string Text);

    /// <summary>Takes an entry in; any thread calls.</summary>
    internal void Write(LogEntry entry)
    {
        var line = new Line(
            entry.Level == GelfLogLevel.Debug ? JobStream.Debug : JobStream.Verbose, $"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff} {entry.Source}: {entry.Text}");
        lock (_gate)
        {
            if (_shown is null)
                streams.Write(line.Stream, line.Text);
            // A cmdlet whose console is held up takes nothing.
            else if (_shown.Count < NoticeStreams.Kept || _shown.TryDequeue(out _))
                _shown.Enqueue(line);
        }
    }

    /// <summary>Shows entries to a cmdlet until it disposes of what this returns. The level is never lowered: another cmdlet may want more.</summary>
    internal Showing Show(GelfLogLevel level)
    {
        lock (_gate)
        {
            if (_level is not { } before || level < before)
                Wanted?.Invoke((_level = level).Value);
            return new Showing(this, _shown = []);
        }
    }

    private void Leave(ConcurrentQueue<Line> shown)
    {
        lock (_gate)
        {
            // Another cmdlet may have taken its place.
            if (_shown == shown)
                _shown = null;
            while (shown.TryDequeue(out var line))
                streams.Write(line.Stream, line.Text);
        }
    }

    internal sealed class Showing(JobLog log, ConcurrentQueue<Line> lines) : IDisposable
    {
        internal bool TryTake(out Line line) => lines.TryDequeue(out line);

        public void Dispose() => log.Leave(lines);
    }
}
