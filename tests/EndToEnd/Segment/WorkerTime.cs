using System.Text.Json;

namespace Gelf.Tests.EndToEnd.Segment;

/// <summary>What the page's worker spent its time on, from a trace of the browser: forwarding messages, or anything else.</summary>
internal sealed record WorkerTime(TimeSpan Forwarding, TimeSpan Else, int Messages)
{
    /// <summary>The part of its time that went to anything but forwarding.</summary>
    internal double ElseShare => Else / (Forwarding + Else);

    /// <summary>Reads the last part of a trace, as long as <paramref name="length"/>.</summary>
    internal static WorkerTime AtTheEndOf(IReadOnlyList<JsonElement> trace, TimeSpan length)
    {
        var worker = trace.Where(e => Name(e) == "thread_name" && e.GetProperty("args").GetProperty("name").GetString()!.StartsWith("DedicatedWorker", StringComparison.Ordinal))
            .Select(Thread).Distinct().ToArray();
        var since = trace.Max(Start) - length.TotalMicroseconds;
        var events = trace.Where(e => worker.Contains(Thread(e)) && Start(e) >= since).OrderBy(Start).ToArray();
        var (forwarding, rest, messages) = (0.0, 0.0, 0);
        var busyUntil = 0.0;
        // A task begins before all that happens in it. It forwards if a message came in, and no timer was what called.
        for (var i = 0; i < events.Length; i++)
        {
            if (Name(events[i]) != "RunTask" || !events[i].TryGetProperty("dur", out var duration))
                continue;
            if (Start(events[i]) < busyUntil)
                continue; // a task within a task
            var end = busyUntil = Start(events[i]) + duration.GetDouble();
            var (received, aside) = (0, false);
            for (var j = i + 1; j < events.Length && Start(events[j]) < end; j++)
            {
                received += Name(events[j]) == "WebSocketReceive" ? 1 : 0;
                aside |= Name(events[j]) == "TimerFire";
            }
            messages += received;
            if (received > 0 && !aside)
                forwarding += duration.GetDouble();
            else
                rest += duration.GetDouble();
        }
        return new WorkerTime(TimeSpan.FromMicroseconds(forwarding), TimeSpan.FromMicroseconds(rest), messages);
    }

    private static string? Name(JsonElement e) => e.GetProperty("name").GetString();

    // Microseconds. Large numbers come as 1.5e10.
    private static double Start(JsonElement e) => e.GetProperty("ts").GetDouble();

    private static (long Process, long Thread) Thread(JsonElement e) => (e.GetProperty("pid").GetInt64(), e.GetProperty("tid").GetInt64());
}
