using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gelf.Tests.EndToEnd;

/// <summary>Waits for a condition, up to a deadline; what a sleep would only hope for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    internal static void True(Func<bool> condition, double seconds = 60, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s: {what}");
            Thread.Sleep(s_look);
        }
    }

    internal static T NotNull<T>(Func<T?> value, double seconds = 60, [CallerArgumentExpression(nameof(value))] string what = "") where T : class
    {
        T? found = null;
        True(() => (found = value()) is not null, seconds, what);
        return found!;
    }
}
