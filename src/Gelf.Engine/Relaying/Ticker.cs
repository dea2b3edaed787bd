namespace Gelf.Engine.Relaying;

/// <summary>Calls back every 50 ms until it is told to stop, or the call fails.</summary>
internal static class Ticker
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <param name="tick">What is called.</param>
    /// <param name="fail">Told why no more calls are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it.</param>
    internal static async Task RunAsync(Action tick, Action<Exception> fail, TimeProvider time, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                tick();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was told to stop.
        }
        catch (Exception e)
        {
            fail(e);
        }
    }
}
