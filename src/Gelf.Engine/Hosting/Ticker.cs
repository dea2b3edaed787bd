using Gelf.Engine.Links;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Hosting;

/// <summary>
/// Calls back every 50 ms until it is told to stop. In a thread of its own: a timer's call would wake several of the thread pool's,
/// which then look for more work for a while, twenty times a second also where a relay rests.
/// </summary>
/// <remarks>
/// A call that fails is told, and the next one comes: what was due is still due then. But nothing that is due is done while every
/// call fails, and peers are lost by that, so after a second of it the relay fails and says why. An error that a person can act on,
/// such as a tap that is gone, fails it at once.
/// </remarks>
internal static class Ticker
{
    internal const int MostFailures = 20;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <param name="tick">What is called.</param>
    /// <param name="report">Told of each call that fails.</param>
    /// <param name="fail">Told why no more calls are made.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Ends when no more calls are made.</returns>
    internal static Task Start(Action tick, Reporter report, Action<Exception> fail, CancellationToken stop) => OwnThread.Run("gelf ticker", () =>
    {
        var failures = 0; // in a row
        while (!stop.WaitHandle.WaitOne(s_interval))
        {
            try
            {
                tick();
                failures = 0;
            }
            catch (GelfException e)
            {
                fail(e);
                break;
            }
            catch (Exception e)
            {
                report.Fault(NodePart.Tick, e);
                if (++failures < MostFailures)
                    continue;
                fail(e);
                break;
            }
        }
        return true;
    });
}
