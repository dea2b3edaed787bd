using BenchmarkDotNet.Running;

// In this process: otherwise it builds a project of its own for each run, which knows nothing of this repository's settings.
string[] all = args.Contains("--filter") ? [] : ["--filter", "*"];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(["--inProcess", .. all, .. args]);
// What these measure is to leave no garbage: it would do so for each frame, message or look. A dry run is one of each, the very first.
var garbage = args.Contains("dry") ? [] : summaries.SelectMany(s => s.Reports)
    .Select(r => (r.BenchmarkCase.DisplayInfo, Bytes: r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0))
    .Where(r => r.Bytes > 0).ToList();
foreach (var (part, bytes) in garbage)
    Console.Error.WriteLine($"{part} allocates {bytes} bytes each time; none was expected.");
return garbage.Count == 0 && summaries.Any() && summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success)) ? 0 : 1;
