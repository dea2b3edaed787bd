using Gelf.Engine.Links;

namespace Gelf.Engine.Hosting;

/// <summary>
/// Calls back every 50 ms until it is told to stop, or the call fails. In a thread of its own: a timer's call would wake several
/// of the thread pool's, which then look for more work for a while, twenty times a second also where a relay rests.
/// </summary>
internal static class Ticker
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <param name="tick">What is called.</param>
    /// <param name="fail">Told why no more calls are made.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Ends when no more calls are made.</returns>
    internal static Task Start(Action tick, Action<Exception> fail, CancellationToken stop) => OwnThread.Run("gelf ticker", () =>
    {
        try
        {
            while (!stop.WaitHandle.WaitOne(s_interval))
                tick();
        }
        catch (Exception e)
        {
            fail(e);
        }
        return true;
    });
}
