using AuditTrail.Benchmarks.Support;
using BenchmarkDotNet.Running;

// "quick" is the only word of our own; everything else is BenchmarkDotNet's.
var quick = args is ["quick", ..];
var arguments = quick ? args[1..] : args;
if (quick && arguments.Length == 0)
{
    arguments = ["--filter", "*"];
}

BenchmarkDirectory.Prepare();
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new BenchmarkSettings(quick)).ToList();
ResultsFile.Write(summaries);
return summaries.Count == 0 || summaries.Exists(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success)) ? 1 : 0;
