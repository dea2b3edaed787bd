using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Jobs;

/// <summary>A measurement of a path that is under way.</summary>
internal sealed class PathMeasurement : IProgress<double>
{
    private double _done;

    internal PathMeasurement(Func<IProgress<double>, Task<GelfPathTest>> start) => Task = start(this);

    /// <summary>How much of it is done, 0 to 1.</summary>
    internal double Done => Volatile.Read(ref _done);

    /// <summary>Ends with what was measured.</summary>
    internal Task<GelfPathTest> Task { get; }

    void IProgress<double>.Report(double value) => Volatile.Write(ref _done, value);
}
