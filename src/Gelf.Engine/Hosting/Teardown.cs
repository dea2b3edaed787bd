namespace Gelf.Engine.Hosting;

/// <summary>The end of something, as a list of steps: each of them runs, whatever became of those before it.</summary>
/// <param name="failed">Told of each step that throws: its name, and what it threw.</param>
public sealed class Teardown(Action<string, Exception> failed)
{
    private readonly List<(string Name, Func<Task> Run)> _steps = [];

    /// <summary>Adds a step behind the others.</summary>
    public Teardown Then(string name, Action step) => Then(name, () =>
    {
        step();
        return Task.CompletedTask;
    });

    /// <inheritdoc cref="Then(string, Action)"/>
    public Teardown Then(string name, Func<Task> step)
    {
        _steps.Add((name, step));
        return this;
    }

    /// <summary>Runs the steps, one after the other.</summary>
    /// <returns>What the first step that failed threw; null: none did.</returns>
    public async Task<Exception?> RunAsync()
    {
        Exception? first = null;
        foreach (var (name, run) in _steps)
        {
            try
            {
                await run().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                first ??= e;
                failed(name, e);
            }
        }
        return first;
    }
}
