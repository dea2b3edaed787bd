using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gelf.Engine.Reporting;

/// <summary>
/// The log of one relay or wire, off unless somebody wants it. Inside, it is a factory of loggers as ASP.NET Core has them, so that
/// Kestrel writes into it as well; outside, entries are records of the engine, since the types of its load context are seen by nobody else.
/// </summary>
internal sealed class NodeLog : ILoggerFactory
{
    private const string Libraries = "Microsoft.";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const int Off = -1;

    private readonly ConcurrentDictionary<string, ILogger> _loggers = [];
    private readonly ConcurrentDictionary<string, bool> _secrets = [];
    private volatile int _level = Off;
    private long _failures;

    /// <summary>Gets what is written.</summary>
    internal event Action<LogEntry>? Written;

    /// <summary>Told of each error that Kestrel logs, also while the log is off: who, and what. It logs what it did not expect so.</summary>
    internal event Action<string, Exception>? LibraryFailed;

    /// <summary>How often whoever gets what is written has thrown.</summary>
    internal long Failures => Volatile.Read(ref _failures);

    /// <summary>What is written, and all that matters more; null: nothing.</summary>
    internal GelfLogLevel? Level
    {
        get => _level == Off ? null : (GelfLogLevel)_level;
        set => _level = value is { } level ? (int)level : Off;
    }

    /// <summary>Never to be shown, wherever it may turn up: a token.</summary>
    internal void Hide(string secret)
    {
        if (secret.Length > 0)
            _secrets.TryAdd(secret, true);
    }

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, static (name, log) => new Category(log, name), this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This log has one reader.");

    public void Dispose()
    {
        // It holds nothing. A host disposes of its factory.
    }

    private bool Takes(GelfLogLevel level) => _level is var wanted and not Off && (int)level >= wanted;

    private void Write(GelfLogLevel level, string source, string text)
    {
        foreach (var (secret, _) in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        try
        {
            Written?.Invoke(new LogEntry(level, source, text));
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _failures); // it cannot be logged that nothing can be logged
        }
    }

    private sealed class Category(NodeLog log, string name) : ILogger
    {
        // Below warnings, Kestrel repeats what clients have sent, tokens included.
        private readonly bool _isLibrary = name.StartsWith(Libraries, StringComparison.Ordinal);
        private readonly bool _isKestrel = name.StartsWith(Kestrel, StringComparison.Ordinal);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.None && (log.Takes(LevelOf(logLevel)) ? !_isLibrary || logLevel >= LogLevel.Warning : IsFailure(logLevel));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var text = formatter(state, exception);
            if (log.Takes(LevelOf(logLevel)))
                log.Write(LevelOf(logLevel), name, exception is null ? text : $"{text} {exception}");
            if (IsFailure(logLevel))
                log.LibraryFailed?.Invoke(name, exception ?? new InvalidOperationException(text));
        }

        private bool IsFailure(LogLevel level) => _isKestrel && level is (LogLevel.Error or LogLevel.Critical);

        private static GelfLogLevel LevelOf(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => GelfLogLevel.Debug,
            LogLevel.Information => GelfLogLevel.Information,
            LogLevel.Warning => GelfLogLevel.Warning,
            _ => GelfLogLevel.Error,
        };
    }
}
