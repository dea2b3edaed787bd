using System.Text.Json;

namespace Gelf.Tests.EndToEnd.Segment;

public sealed class WorkerTimeTests
{
    private const string Worker = """{ "name": "thread_name", "pid": 1, "tid": 2, "args": { "name": "DedicatedWorker thread" } }""";

    [Fact]
    public void A_task_in_which_a_message_is_received_is_forwarding()
    {
        var time = Of(
            """{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 2, "ts": 1000, "dur": 900, "tdur": 300, "args": { "src_file": "a/pipe.cc", "src_func": "f" } }""",
            """{ "name": "WebSocketReceive", "pid": 1, "tid": 2, "ts": 1100, "dur": 10, "args": {} }""",
            """{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 2, "ts": 2000, "dur": 900, "tdur": 100, "args": { "src_file": "a/timer.cc", "src_func": "g" } }""");

        Assert.Equal((TimeSpan.FromMicroseconds(300), TimeSpan.FromMicroseconds(100), 1), (time.Forwarding, time.Else, time.Messages));
        Assert.StartsWith("timer.cc g", time.Most, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_of_the_collector_is_garbage()
    {
        var time = Of(
            """{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 2, "ts": 1000, "dur": 900, "tdur": 300, "args": { "src_file": "v8/src/heap/cppgc-internal/sweeper.cc", "src_func": "f" } }""",
            """{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 2, "ts": 2000, "dur": 900, "tdur": 100, "args": { "src_file": "a/dom_timer.cc", "src_func": "g" } }""");

        Assert.Equal((TimeSpan.FromMicroseconds(300), TimeSpan.FromMicroseconds(100)), (time.Garbage, time.Else));
        Assert.Equal((0.75, 1.0), (time.GarbageShare, time.ElseShare));
    }

    [Fact]
    public void What_collections_freed_is_the_garbage_of_the_messages()
    {
        var time = Of(
            """{ "name": "WebSocketReceive", "pid": 1, "tid": 2, "ts": 1000, "dur": 10, "args": {} }""",
            """{ "name": "WebSocketReceive", "pid": 1, "tid": 2, "ts": 2000, "dur": 10, "args": {} }""",
            """{ "name": "MinorGC", "pid": 1, "tid": 2, "ts": 3000, "dur": 10, "args": { "usedHeapSizeBefore": 2000, "usedHeapSizeAfter": 1400 } }""",
            """{ "name": "MajorGC", "pid": 1, "tid": 2, "ts": 4000, "dur": 10, "args": { "usedHeapSizeBefore": 1700, "usedHeapSizeAfter": 1300 } }""",
            """{ "name": "MajorGC", "pid": 1, "tid": 2, "ts": 5000, "args": { "usedHeapSizeBefore": 1700 } }""",
            """{ "name": "MajorGC", "pid": 1, "tid": 3, "ts": 4000, "dur": 10, "args": { "usedHeapSizeBefore": 9999, "usedHeapSizeAfter": 0 } }""");

        Assert.Equal((1000L, 500.0), (time.GarbageBytes, time.GarbagePerMessage));
    }

    [Fact]
    public void A_task_of_which_the_trace_does_not_say_all_counts_with_what_it_says()
    {
        var time = Of(
            """{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 2, "ts": 1000, "dur": 900 }""",
            """{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 2, "ts": 2000 }""");

        Assert.Equal(TimeSpan.FromMicroseconds(900), time.Else);
    }

    [Fact]
    public void Other_threads_do_not_count()
    {
        var time = Of("""{ "name": "ThreadControllerImpl::RunTask", "pid": 1, "tid": 3, "ts": 1000, "dur": 900, "tdur": 300, "args": {} }""");

        Assert.Equal(TimeSpan.Zero, time.Forwarding + time.Else);
    }

    private static WorkerTime Of(params string[] events) =>
        WorkerTime.Of([.. events.Prepend(Worker).Select(text => JsonDocument.Parse(text).RootElement)]);
}
