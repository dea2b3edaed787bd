namespace Gelf.Engine.Links;

/// <summary>Runs something that waits in a thread of its own, so that it blocks no thread of the pool.</summary>
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
