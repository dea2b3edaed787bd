using BenchmarkDotNet.Running;

// In this process: otherwise it builds a project of its own for each run, which knows nothing of this repository's settings.
string[] all = args.Contains("--filter") ? [] : ["--filter", "*"];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(["--inProcess", .. all, .. args]);
return summaries.Any() && summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success)) ? 0 : 1;
