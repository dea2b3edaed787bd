namespace Gelf.Engine.Links;

/// <summary>Runs what waits in a thread of its own, so that it holds up none of the pool's.</summary>
internal static class OwnThread
{
    /// <param name="name">The thread's name, of which the kernel shows 15 characters.</param>
    /// <param name="run">What is run.</param>
    internal static Task<T> Run<T>(string name, Func<T> run)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(run());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return done.Task;
    }
}
