using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gelf.Tests.Unit;

/// <summary>Waits for a condition, up to a deadline.</summary>
internal static class Eventually
{
    internal static async Task TrueAsync(Func<bool> condition, double seconds = 20, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
