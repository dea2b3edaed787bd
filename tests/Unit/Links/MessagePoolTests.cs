using Gelf.Engine.Links;

namespace Gelf.Tests.Unit.Links;

public sealed class MessagePoolTests
{
    private readonly MessagePool _pool = new();

    [Fact]
    public void A_message_that_was_given_back_is_lent_again()
    {
        var first = _pool.Rent(100);
        first.Release();

        Assert.Same(first, _pool.Rent(100));
    }

    [Fact]
    public void What_is_needed_again_and_again_outlasts_trimming()
    {
        var message = _pool.Rent(100);
        message.Release();
        _pool.Trim();

        for (var time = 0; time < 3; time++)
        {
            var again = _pool.Rent(100);
            Assert.Same(message, again);
            again.Release();
            _pool.Trim();
        }
    }

    [Fact]
    public void What_was_not_needed_between_two_trimmings_is_let_go()
    {
        var messages = Enumerable.Range(0, 10).Select(_ => _pool.Rent(100)).ToList();
        messages.ForEach(m => m.Release());
        _pool.Trim();
        var used = _pool.Rent(100);
        used.Release();

        _pool.Trim();

        Assert.Same(used, _pool.Rent(100));
        Assert.DoesNotContain(_pool.Rent(100), messages);
    }
}
