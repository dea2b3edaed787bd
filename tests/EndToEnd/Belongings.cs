namespace Gelf.Tests.EndToEnd;

/// <summary>What a stage has made. It is disposed of in the opposite order, each whatever becomes of the others.</summary>
internal sealed class Belongings : IDisposable
{
    private readonly List<IDisposable> _made = [];

    internal T Own<T>(T made) where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    public void Dispose()
    {
        var errors = new List<Exception>();
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            try
            {
                _made[i].Dispose();
            }
            catch (Exception e)
            {
                errors.Add(e);
            }
        }
        _made.Clear();
        if (errors.Count > 0)
            throw new AggregateException(errors);
    }
}
