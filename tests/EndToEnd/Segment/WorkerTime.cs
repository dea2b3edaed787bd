using System.Text.Json;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>
/// What the page's worker spent its processor time on, from a trace of its Chromium: forwarding messages, collecting the garbage
/// that they leave, or anything else. And how many bytes of garbage of its script's were collected meanwhile.
/// </summary>
internal sealed record WorkerTime(TimeSpan Forwarding, TimeSpan Garbage, TimeSpan Else, int Messages, long GarbageBytes, string Most)
{
    /// <summary>What a trace must have recorded: tasks and where they come from; messages and timers.</summary>
    internal static readonly string[] Categories = ["toplevel", "devtools.timeline"];

    /// <summary>What the page does beside forwarding, as a part of the time of both.</summary>
    internal double ElseShare => Else / (Forwarding + Else);

    /// <summary>The part of its time that went to collecting garbage in tasks of its own. How dear that is depends on the machine.</summary>
    internal double GarbageShare => Garbage / (Forwarding + Garbage + Else);

    /// <summary>What a message leaves behind in the heap of the script, in bytes. The message itself is in no heap.</summary>
    internal double GarbagePerMessage => (double)GarbageBytes / Messages;

    internal static WorkerTime Of(IReadOnlyList<JsonElement> trace)
    {
        var workers = trace.Where(IsWorkersName).Select(Thread).ToHashSet();
        // A task begins before all that happens in it.
        var events = trace.Where(e => workers.Contains(Thread(e)) && Start(e) > 0).OrderBy(Start).ThenByDescending(Duration).ToArray();
        var forwarding = 0.0;
        var garbage = 0.0;
        var rest = new Dictionary<string, double>();
        for (var i = 0; i < events.Length;)
        {
            var task = events[i];
            var end = Start(task) + Duration(task);
            var first = i++;
            while (i < events.Length && Start(events[i]) < end)
                i++;
            if (Name(task) != TaskName)
                continue;
            if (IsForwarding(events.AsSpan(first..i)))
                forwarding += Processor(task);
            else if (File(task).StartsWith("v8/src/heap/", StringComparison.Ordinal))
                garbage += Processor(task);
            else
                rest[Source(task)] = rest.GetValueOrDefault(Source(task)) + Processor(task);
        }
        return new WorkerTime(
            TimeSpan.FromMicroseconds(forwarding),
            TimeSpan.FromMicroseconds(garbage),
            TimeSpan.FromMicroseconds(rest.Values.Sum()),
            events.Count(e => Name(e) == "WebSocketReceive"),
            events.Where(e => Name(e) is "MinorGC" or "MajorGC").Sum(Freed),
            string.Join(", ", rest.OrderByDescending(pair => pair.Value).Take(5).Select(pair => $"{pair.Key} {pair.Value / 1000:F1} ms")));
    }

    private const string TaskName = "ThreadControllerImpl::RunTask";

    // The browser hands over a message in a task of a WebSocket's; what that needs before and after are tasks of WebSockets, too:
    // their source or the pipe that woke them says so. A timer's work is none of it, even if it sends.
    private static bool IsForwarding(ReadOnlySpan<JsonElement> task)
    {
        var sockets = Source(task[0]).Contains("websocket", StringComparison.OrdinalIgnoreCase);
        foreach (var e in task)
        {
            if (Name(e) == "TimerFire")
                return false;
            sockets |= Name(e) == "WebSocketReceive" || (Arguments(e) is { } arguments && arguments.Contains("websocket", StringComparison.OrdinalIgnoreCase));
        }
        return sockets;
    }

    private static bool IsWorkersName(JsonElement e) =>
        Name(e) == "thread_name" && e.GetProperty("args").GetProperty("name").GetString()!.StartsWith("DedicatedWorker", StringComparison.Ordinal);

    // One that was going on when the trace began or ended tells one size only.
    private static long Freed(JsonElement collection) =>
        Size(collection, "usedHeapSizeBefore") is { } before && Size(collection, "usedHeapSizeAfter") is { } after ? before - after : 0;

    private static long? Size(JsonElement collection, string name) =>
        collection.TryGetProperty("args", out var heap) && heap.TryGetProperty(name, out var size) ? size.GetInt64() : null;

    private static string? Name(JsonElement e) => e.GetProperty("name").GetString();

    private static string? Arguments(JsonElement e) => e.TryGetProperty("args", out var arguments) ? arguments.GetRawText() : null;

    private static string Source(JsonElement task) => $"{Path.GetFileName(File(task))} {Argument(task, "src_func")}";

    private static string File(JsonElement task) => Argument(task, "src_file");

    private static string Argument(JsonElement task, string name) =>
        task.TryGetProperty("args", out var arguments) && arguments.TryGetProperty(name, out var value) ? value.GetString() ?? "?" : "?";

    // In microseconds.
    private static double Start(JsonElement e) => e.TryGetProperty("ts", out var start) ? start.GetDouble() : 0;

    private static double Duration(JsonElement e) => e.TryGetProperty("dur", out var duration) ? duration.GetDouble() : 0;

    // Not how long it took: on a busy machine a task may be held up, and which one is chance. Only where the trace does not say: of a
    // task at its very end or beginning.
    private static double Processor(JsonElement task) => task.TryGetProperty("tdur", out var processor) ? processor.GetDouble() : Duration(task);

    private static (long Process, long Thread) Thread(JsonElement e) => (e.GetProperty("pid").GetInt64(), e.GetProperty("tid").GetInt64());
}
