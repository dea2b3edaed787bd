using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gelf.Engine.Reporting;

/// <summary>
/// What a relay or wire has to say: notices to its user, a log to whoever looks for a fault, and how many faults there were. Any
/// thread calls; nothing comes back out of it, whatever the listeners do.
/// </summary>
internal sealed class Reporter
{
    private const int MaxRemembered = 100;
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, long> _told = [];
    private long _faults;

    internal Reporter(TimeProvider time)
    {
        _time = time;
        Log.LibraryFailed += (source, error) => Note(new RelayNotice.PartFailed(NodePart.WebServer, error), source, error);
    }

    /// <summary>Gets the notices.</summary>
    internal event Action<RelayNotice>? Notice;

    /// <summary>The log.</summary>
    internal NodeLog Log { get; } = new();

    /// <summary>Exceptions that nobody expected, so far.</summary>
    internal long Faults => Volatile.Read(ref _faults) + Log.Failures;

    /// <summary>Tells the user, and logs it.</summary>
    internal void Tell(RelayNotice notice)
    {
        Write(notice.IsWarning ? LogLevel.Warning : LogLevel.Information, nameof(Notice), $"{notice}");
        Pass(notice);
    }

    /// <summary>The same, but one of a kind a minute only: strangers can cause it as often as they like.</summary>
    internal void TellAtTimes(RelayNotice notice)
    {
        if (IsNews($"{notice.GetType()}"))
            Tell(notice);
    }

    /// <summary>
    /// An exception that nobody expected: it is counted and logged with its stack, and told, but the same kind once a minute only.
    /// </summary>
    /// <param name="notice">What the user is told.</param>
    /// <param name="source">The part of the engine.</param>
    /// <param name="error">The exception.</param>
    internal void Fault(RelayNotice notice, string source, Exception error)
    {
        Write(LogLevel.Error, source, $"Unexpected: {error}");
        Note(notice, source, error);
    }

    /// <summary>As above, of a part that runs by itself.</summary>
    internal void Fault(NodePart part, Exception error) => Fault(new RelayNotice.PartFailed(part, error), $"{part}", error);

    /// <summary>As above, where what follows is told anyway.</summary>
    internal void Count(string source, Exception error)
    {
        Interlocked.Increment(ref _faults);
        Write(LogLevel.Error, source, $"Unexpected: {error}");
    }

    internal void Debug(string source, string text) => Write(LogLevel.Debug, source, text);

    internal void Information(string source, string text) => Write(LogLevel.Information, source, text);

    private void Note(RelayNotice notice, string source, Exception error)
    {
        Interlocked.Increment(ref _faults);
        if (IsNews($"{source} {notice.GetType()} {error.GetType()}"))
            Pass(notice);
    }

    private bool IsNews(string kind)
    {
        if (_told.TryGetValue(kind, out var at) && _time.GetElapsedTime(at) < s_quiet)
            return false;
        if (_told.Count >= MaxRemembered)
            _told.Clear();
        _told[kind] = _time.GetTimestamp();
        return true;
    }

    private void Pass(RelayNotice notice)
    {
        try
        {
            Notice?.Invoke(notice);
        }
        catch (Exception e)
        {
            // Not told: whoever is to be told is what fails.
            Interlocked.Increment(ref _faults);
            Write(LogLevel.Error, nameof(Notice), $"Unexpected: {e}");
        }
    }

    private void Write(LogLevel level, string source, string text)
    {
        var logger = Log.CreateLogger(source);
        if (logger.IsEnabled(level))
            logger.Log(level, default, text, null, static (text, _) => text);
    }
}
