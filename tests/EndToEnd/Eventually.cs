using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gelf.Tests.EndToEnd;

/// <summary>Waits for a condition, up to a deadline; what a sleep would only hope for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <param name="condition">What is to become true.</param>
    /// <param name="seconds">The deadline, from now.</param>
    /// <param name="what">What is waited for, in words.</param>
    /// <param name="state">Describes what there is instead, for the failure.</param>
    internal static void True(
        Func<bool> condition,
        double seconds = 60,
        [CallerArgumentExpression(nameof(condition))] string what = "",
        Func<string>? state = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed >= TimeSpan.FromSeconds(seconds))
                Assert.Fail($"Not within {seconds} s: {what}{(state is null ? "" : $"\n{Describe(state)}")}");
            Thread.Sleep(s_look);
        }
    }

    internal static T NotNull<T>(Func<T?> value, double seconds = 60, [CallerArgumentExpression(nameof(value))] string what = "") where T : class
    {
        T? found = null;
        True(() => (found = value()) is not null, seconds, what);
        return found!;
    }

    private static string Describe(Func<string> state)
    {
        try
        {
            return state();
        }
        catch (Exception e)
        {
            return $"What there is instead cannot be told: {e.Message}";
        }
    }
}
