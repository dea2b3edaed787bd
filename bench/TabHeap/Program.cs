using System.Diagnostics;
using System.Globalization;
using TabHeap;

// TabHeap PORT-FILE INTERVAL
// Prints "seconds heap-bytes buffer-bytes" every INTERVAL seconds until it is killed or the browser ends: what the JavaScript
// of all pages and workers has in use, and their array buffers, which are not on that heap.
if (args.Length != 2)
{
    Console.Error.WriteLine("TabHeap: it needs Chromium's DevToolsActivePort file and the seconds between samples.");
    return 64;
}
var lines = File.ReadAllLines(args[0]);
var interval = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));

using var tools = new DevTools();
await tools.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"));
var watch = Stopwatch.StartNew();
while (true)
{
    var (heap, buffers) = await tools.MeasureAsync();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F1} {heap} {buffers}"));
    await Task.Delay(interval);
}
